# shellcheck shell=bash disable=SC2016
# What can be different about the server, and what can be wrong with the next deployment. Sourced by lab.sh.

variant() {
  local user
  case "$1 $2" in
  "pgpass on")
    for user in deploy deploypw; do
      in_lab su "$user" -c 'umask 077; echo "localhost:5432:iact_staging:iact_user:iact-db-pw" >~/.pgpass'
    done
    ;;
  "pgpass off") in_lab rm -f /home/deploy/.pgpass /home/deploypw/.pgpass ;;
  "identity on")
    in_lab su deploy -c 'git config --global user.name "Deploy Bot"; git config --global user.email deploy@iact.example.com'
    ;;
  "identity off") in_lab su deploy -c 'git config --global --remove-section user' ;;
  "lasttag on")
    in_lab su deploy -c 'cd /var/www/iact-backend && git tag -f staging-deploy-last && git push -qf origin staging-deploy-last'
    ;;
  "lasttag off")
    in_lab su deploy -c 'cd /var/www/iact-backend && git tag -d staging-deploy-last; git push -q --delete origin staging-deploy-last'
    ;;
  "env on") # pam_env: also for "ssh host cmd"
    in_lab sh -c "sed -i -E '/^(DJANGO_|DATABASE_URL|REDIS_URL)/d' /etc/environment
      grep -E '^(DJANGO_|DATABASE_URL|REDIS_URL)' /etc/iact-backend/env >>/etc/environment"
    ;;
  "env off") in_lab sed -i -E '/^(DJANGO_|DATABASE_URL|REDIS_URL)/d' /etc/environment ;;
  "killuser on") # logind ends what a session leaves running, as some distributions have it
    in_lab sh -c 'mkdir -p /etc/systemd/logind.conf.d && printf "[Login]\nKillUserProcesses=yes\nUserStopDelaySec=0\n" >/etc/systemd/logind.conf.d/killuser.conf'
    in_lab systemctl restart systemd-logind
    ;;
  "killuser off")
    in_lab rm -f /etc/systemd/logind.conf.d/killuser.conf
    in_lab systemctl restart systemd-logind
    ;;
  "linger on") in_lab loginctl enable-linger deploy ;;
  "linger off") in_lab loginctl disable-linger deploy ;;
  *)
    say "variant pgpass|identity|lasttag|env|killuser|linger on|off"
    return 2
    ;;
  esac
}

# migration prints shell code that adds a migration after the last one, doing the SQL $2.
migration() {
  cat <<EOF
    dir=apps/permissions/migrations
    n=\$(ls \$dir | grep -c '^0')
    last=\$(ls \$dir | grep '^0' | tail -1 | sed 's/.py\$//')
    cat >\$dir/\$(printf %04d \$((n + 1)))_$1.py <<PY
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("permissions", "\$last")]
    operations = [migrations.RunSQL("$2", migrations.RunSQL.noop)]
PY
EOF
}

pending() {
  local change
  case "$1" in
  code) change='sed -i -E "s/__version__ = .*/__version__ = \"1.4.$(date +%s)\"/" iact/__init__.py' ;;
  changelog) change='printf "\n## upstream %s\n- x\n" "$(date +%s)" >>CHANGELOG.md' ;;
  migration) change=$(migration migration "ALTER TABLE permissions_permission ADD COLUMN extra\$n integer") ;;
  badmigration) change=$(migration badmigration "ALTER TABLE no_such_table ADD COLUMN x integer") ;;
  slowmigration) change=$(migration slowmigration "SELECT pg_sleep(30)") ;;
  crash) change='echo "import no_such_module_xyz" >>iact/wsgi.py' ;;
  smokefail) change='sed -i "s/count()/count() * 0/" apps/core/views.py' ;;
  badreq) change='echo "no-such-package-xyz==9.9" >>requirements.txt' ;;
  conflict) # a commit made by hand on the server, and another one upstream
    in_lab su deploy -c 'cd /var/www/iact-backend && echo "# local hotfix" >>iact/urls.py && git commit -qam "local hotfix"'
    change='echo "# upstream" >>iact/urls.py'
    ;;
  *)
    say "unknown kind"
    return 2
    ;;
  esac
  in_lab su deploy -c "set -e
    cd /srv/dev/iact-backend
    git pull -q --rebase origin staging
    $change
    git add -A
    git commit -qm 'lab: $1'
    git push -q origin staging
    git log -1 --oneline"
}
