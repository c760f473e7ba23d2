from django.contrib import admin
from django.urls import path
from apps.core import views as v
urlpatterns = [path("admin/", admin.site.urls), path("api/health/", v.health), path("api/v1/status/", v.status), path("api/status/", v.status),
    path("api/v1/auth/health/", v.auth_health), path("api/v1/permissions/", v.permissions)]
