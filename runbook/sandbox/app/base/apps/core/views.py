from django.contrib.auth import get_user_model
from django.db import connection
from rest_framework.decorators import api_view
from rest_framework.response import Response

import iact
from apps.permissions.models import Permission


@api_view(["GET"])
def health(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Response({"status": "ok", "version": iact.__version__, "database": "ok", "redis": "ok"})


@api_view(["GET"])
def status(request):
    return Response({"version": iact.__version__, "permissions": Permission.objects.count()})


@api_view(["GET"])
def auth_health(request):
    return Response({"status": "ok", "users": get_user_model().objects.count()})


@api_view(["GET"])
def permissions(request):
    return Response(list(Permission.objects.values()))
