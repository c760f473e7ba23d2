from django.contrib import admin
from django.urls import path

from apps.core import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/health/", views.health),
    path("api/status/", views.status),
    path("api/v1/status/", views.status),
    path("api/v1/auth/health/", views.auth_health),
    path("api/v1/permissions/", views.permissions),
]
