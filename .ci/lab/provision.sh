# shellcheck shell=bash disable=SC2154
# Makes the staging server of a Debian with its packages. Runs as root in a chroot, on standard input of bash -es, with PORT
# (of sshd) and NAME (of the site) set. /root/app holds the application, /root/deploy.pub the client's key.

echo iact-staging >/etc/hostname
printf '127.0.0.1 localhost iact-staging %s\n' "$NAME" >/etc/hosts
systemctl mask systemd-modules-load systemd-timesyncd systemd-resolved getty.target console-getty \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer 2>/dev/null
mkdir -p /var/log/journal   # persistent journal

# --- users: deploy, and deploypw who has to type a password for sudo; either can carry out the whole procedure
groupadd deploy
for u in deploy deploypw; do
  useradd -m -s /bin/bash -g deploy -G www-data $u
  install -d -m 700 -o $u -g deploy /home/$u/.ssh
  install -m 600 -o $u -g deploy /root/deploy.pub /home/$u/.ssh/authorized_keys
done
echo 'deploypw:staging-pw' | chpasswd
cat >/etc/sudoers.d/iact <<'X'
deploy   ALL=(root) NOPASSWD: /usr/bin/systemctl, /usr/bin/journalctl, /usr/sbin/nginx, /usr/bin/tail
deploypw ALL=(ALL) ALL
X
chmod 440 /etc/sudoers.d/iact
visudo -cq

# --- sshd on loopback
cat >/etc/ssh/sshd_config.d/iact.conf <<X
Port $PORT
ListenAddress 127.0.0.1
PermitRootLogin no
PasswordAuthentication no
MaxSessions 20
Match User deploypw
  PasswordAuthentication yes
X

# --- postgres
sed -i -e "s/^#\?listen_addresses.*/listen_addresses = '127.0.0.1'/" -e 's/^#\?port = .*/port = 5432/' /etc/postgresql/15/main/postgresql.conf
install -d -m 2775 -o postgres -g postgres /var/run/postgresql
pg_ctlcluster 15 main start
su postgres -c "psql -q -c \"CREATE ROLE iact_user LOGIN PASSWORD 'iact-db-pw'\" -c 'CREATE DATABASE iact_staging OWNER iact_user'"

# --- env, dirs
mkdir -p /etc/iact-backend
install -d -m 2775 -o deploy -g deploy /srv/git /srv/dev /var/www/iact-backend
cat >/etc/iact-backend/env <<'X'
DJANGO_SETTINGS_MODULE=iact.settings.staging
DATABASE_URL=postgres://iact_user:iact-db-pw@localhost:5432/iact_staging
REDIS_URL=redis://localhost:6379/0
SECRET_KEY=kq3-0x9w8v7u6t5s4r3q2p1o0n9m8l7k6j5i4h3g2f1e0d-STAGING
X
chown root:deploy /etc/iact-backend/env
chmod 640 /etc/iact-backend/env
for u in deploy deploypw; do
  cat >>/home/$u/.profile <<'X'

umask 002
[ -r /etc/iact-backend/env ] && { set -a; . /etc/iact-backend/env; set +a; }
X
done
install -d -m 2775 -o deploy -g deploy /backups
install -d -m 755 -o www-data -g adm /var/log/gunicorn /var/log/celery

# --- repository: bare origin, dev clone, working copy one deployment behind
for u in deploy deploypw; do
  cat >/home/$u/.gitconfig <<'X'
[user]
  name = Deploy Bot
  email = deploy@iact.example.com
[init]
  defaultBranch = main
X
  chown $u:deploy /home/$u/.gitconfig
done
git config --system --add safe.directory '*'
chown -R deploy:deploy /root/app
mv /root/app /srv/dev/iact-backend
su deploy <<'X'
set -e
umask 002
cd /srv/dev/iact-backend
printf 'venv/\nstaticfiles/\n.env\n__pycache__/\n*.pyc\n.pytest_cache/\n' >.gitignore
git init -q -b main
git add -A
git commit -qm "iact-backend 1.3.0"
git checkout -qb staging
git init -q --bare --shared=group -b main /srv/git/iact-backend.git
git remote add origin /srv/git/iact-backend.git
git push -q origin main staging
git clone -q -b staging /srv/git/iact-backend.git /var/www/iact-backend
cd /var/www/iact-backend
git config core.sharedRepository group
cp /etc/iact-backend/env .env
chmod 640 .env
python3 -m venv --system-site-packages venv
printf '#!/var/www/iact-backend/venv/bin/python\nimport sys\nfrom pytest import console_main\nsys.exit(console_main())\n' >venv/bin/pytest
chmod 755 venv/bin/pytest
. venv/bin/activate
python manage.py migrate --noinput
python manage.py collectstatic --noinput

# the pending deployment: a migration (0003) and a code+static+requirements change
cd /srv/dev/iact-backend
python3 - <<'P'
model = "apps/permissions/models.py"
name = "    name = models.CharField(max_length=200)\n"
text = open(model).read()
open(model, "w").write(text.replace(name, name + '    description = models.TextField(default="", blank=True)\n'))
open("apps/permissions/migrations/0003_permission_description.py", "w").write('''from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("permissions", "0002_seed")]
    operations = [migrations.AddField("permission", "description", models.TextField(blank=True, default=""))]
''')
P
git add -A
git commit -qm "permissions: add description (#41)"
sed -i 's/1\.3\.0/1.4.0/' iact/__init__.py
echo 'body{color:#222}' >static/iact/app.css
echo 'redis>=4' >>requirements.txt
printf '\n## 1.4.0\n- Permission descriptions\n' >>CHANGELOG.md
git commit -qam "release 1.4.0: new colours, redis in requirements (#42)"
git push -q origin staging
X
chgrp www-data /var/www/iact-backend/.env
pg_ctlcluster 15 main stop -m fast

# --- nginx, certificate
mkdir -p /etc/nginx/iact
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$NAME" -addext "subjectAltName=DNS:$NAME,DNS:localhost,IP:127.0.0.1" \
  -keyout /etc/nginx/iact/key.pem -out /etc/nginx/iact/cert.pem 2>/dev/null
cp /etc/nginx/iact/cert.pem /usr/local/share/ca-certificates/iact-staging.crt
update-ca-certificates 2>&1 | tail -1
rm -f /etc/nginx/sites-enabled/default
cat >/etc/nginx/sites-enabled/iact <<'X'
server { listen 127.0.0.1:80; server_name staging.iact.example.com; return 301 https://$host$request_uri; }
server {
  listen 127.0.0.1:443 ssl; server_name staging.iact.example.com;
  ssl_certificate /etc/nginx/iact/cert.pem; ssl_certificate_key /etc/nginx/iact/key.pem;
  location /static/ { alias /var/www/iact-backend/staticfiles/; }
  location / { proxy_pass http://127.0.0.1:8000; proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto https; }
}
X

# --- units
cat >/etc/systemd/system/gunicorn.service <<'X'
[Unit]
Description=gunicorn for iact-backend
After=network.target postgresql.service redis-server.service
[Service]
Type=notify
User=www-data
Group=www-data
WorkingDirectory=/var/www/iact-backend
EnvironmentFile=/etc/iact-backend/env
ExecStart=/var/www/iact-backend/venv/bin/python -m gunicorn iact.wsgi:application --bind 127.0.0.1:8000 --workers 2 --error-logfile /var/log/gunicorn/error.log --access-logfile /var/log/gunicorn/access.log
ExecReload=/bin/kill -s HUP $MAINPID
KillMode=mixed
TimeoutStopSec=10
Restart=on-failure
RestartSec=2
[Install]
WantedBy=multi-user.target
X
cat >/etc/systemd/system/celery.service <<'X'
[Unit]
Description=celery worker for iact-backend
After=network.target redis-server.service
[Service]
User=www-data
Group=www-data
WorkingDirectory=/var/www/iact-backend
EnvironmentFile=/etc/iact-backend/env
ExecStart=/var/www/iact-backend/venv/bin/python -m celery -A iact worker -l INFO --concurrency 1 --logfile=/var/log/celery/worker.log
TimeoutStopSec=20
Restart=on-failure
[Install]
WantedBy=multi-user.target
X
systemctl enable gunicorn celery nginx ssh redis-server postgresql 2>/dev/null
systemctl set-default multi-user.target 2>/dev/null
