from django.db import migrations


def seed(apps, schema_editor):
    Permission = apps.get_model("permissions", "Permission")
    for resource in ("call", "agent", "report", "queue", "user", "role"):
        for action in ("view", "add", "change", "delete"):
            Permission.objects.create(codename=f"{action}_{resource}", name=f"Can {action} {resource}")


class Migration(migrations.Migration):
    dependencies = [("permissions", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
