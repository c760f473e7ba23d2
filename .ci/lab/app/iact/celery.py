import os
from celery import Celery
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iact.settings.staging")
app = Celery("iact")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["apps.core"])
