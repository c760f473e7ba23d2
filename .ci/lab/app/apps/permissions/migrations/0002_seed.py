from django.db import migrations
def fwd(apps, schema_editor):
    P = apps.get_model("permissions", "Permission")
    for r in ("call", "agent", "report", "queue", "user", "role"):
        for a in ("view", "add", "change", "delete"):
            P.objects.create(codename=f"{a}_{r}", name=f"Can {a} {r}")
class Migration(migrations.Migration):
    dependencies = [("permissions", "0001_initial")]
    operations = [migrations.RunPython(fwd, migrations.RunPython.noop)]
