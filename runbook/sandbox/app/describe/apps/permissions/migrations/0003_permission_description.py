from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("permissions", "0002_seed")]
    operations = [
        migrations.AddField("permission", "description", models.TextField(blank=True, default="")),
        migrations.RunSQL("UPDATE permissions_permission SET description = name", migrations.RunSQL.noop),
    ]
