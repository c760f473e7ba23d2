import redis
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from rest_framework.decorators import api_view
from rest_framework.response import Response
from apps.permissions.models import Permission
import iact

@api_view(["GET"])
def health(request):
    out = {"status": "ok", "version": iact.__version__}
    try:
        with connection.cursor() as c:
            c.execute("SELECT 1"); out["database"] = "ok"
    except Exception as e:
        out.update(status="error", database=str(e))
    try:
        redis.Redis.from_url(settings.REDIS_URL).ping(); out["redis"] = "ok"
    except Exception as e:
        out.update(status="error", redis=str(e))
    return Response(out, status=200 if out["status"] == "ok" else 503)

@api_view(["GET"])
def status(request):
    return Response({"version": iact.__version__, "permissions": Permission.objects.count()})

@api_view(["GET"])
def auth_health(request):
    return Response({"status": "ok", "users": get_user_model().objects.count()})

@api_view(["GET"])
def permissions(request):
    return Response(list(Permission.objects.values()))
