package nameservertest

import (
	"os"
	"testing"

	"loket/domain/nameserver/sandbox"
)

// BIND starts named with the records of a zone file for Zone.
func BIND(t testing.TB, records string) *Server {
	t.Helper()
	need(t, "the packages bind9 and bind9-dnsutils", "named")
	s := prepare(t, "bind")
	must(t, os.Mkdir(s.path("run"), 0o700))
	s.own("run")
	s.write("zone", records)
	s.write("named.conf", bindConfiguration)
	s.run("named", "-g", "-n", "1", "-c", s.path("named.conf"))
	return s
}

const bindConfiguration = `key "officer-key" { algorithm hmac-sha256; secret "SECRET"; };
options {
	directory "DIR/run"; pid-file "named.pid"; session-keyfile "session.key"; managed-keys-directory "DIR/run";
	listen-on port PORT { 127.0.0.1; }; listen-on-v6 { none; };
	recursion no; allow-query { 127.0.0.1; }; allow-transfer { key "officer-key"; };
	notify no; max-ixfr-ratio unlimited; dnssec-validation no;
};
controls { };
zone "batam.go.id" {
	type primary; file "DIR/zone"; journal "DIR/run/zone.jnl";
	update-policy { grant officer-key subdomain batam.go.id. A AAAA CNAME TXT MX SRV CAA; };
	check-integrity yes; check-names fail;
};
`

// Knot starts knotd with the records of a zone file for Zone.
func Knot(t testing.TB, records string) *Server {
	t.Helper()
	need(t, "the packages knot and knot-dnsutils", "knotd")
	s := prepare(t, "knot")
	for _, dir := range []string{"run", "db"} {
		must(t, os.Mkdir(s.path(dir), 0o700))
		s.own(dir)
	}
	s.write("batam.go.id.zone", records)
	s.write("knot.conf", knotConfiguration)
	s.run("knotd", "-c", s.path("knot.conf"))
	return s
}

const knotConfiguration = `server:
    rundir: DIR/run
    listen: 127.0.0.1@PORT
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: DIR/db
    journal-db-max-size: 64M
    kasp-db-max-size: 5M
    timer-db-max-size: 5M
key:
  - id: officer-key
    algorithm: hmac-sha256
    secret: SECRET
acl:
  - id: officer_xfr
    address: 127.0.0.1
    key: officer-key
    action: transfer
  - id: officer_upd
    address: 127.0.0.1
    key: officer-key
    action: update
    update-type: [A, AAAA, CNAME, TXT, MX, SRV, CAA]
    update-owner: zone
    update-owner-match: sub-or-equal
template:
  - id: default
    storage: DIR
    file: "%s.zone"
    semantic-checks: on
    zonefile-sync: 0
    journal-content: changes
zone:
  - domain: batam.go.id
    acl: [officer_xfr, officer_upd]
`

// PowerDNS starts pdns_server with the records of a zone file for Zone in SQLite.
func PowerDNS(t testing.TB, records string) *Server {
	t.Helper()
	need(t, "the packages pdns-server, pdns-backend-sqlite3 and sqlite3", "pdns_server", "pdnsutil", "sqlite3")
	const schema = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql"
	if _, err := os.Stat(schema); err != nil {
		need(t, "the package pdns-backend-sqlite3", schema)
	}
	s := prepare(t, "powerdns")
	s.write("zone", records)
	s.write("pdns.conf", powerdnsConfiguration)
	s.setup(".read "+schema, "sqlite3", s.path("zones.sqlite"))
	pdnsutil := func(args ...string) { s.setup("", "pdnsutil", append([]string{"--config-dir=" + s.dir}, args...)...) }
	pdnsutil("load-zone", "batam.go.id", s.path("zone"))
	pdnsutil("import-tsig-key", "officer-key", "hmac-sha256", Secret)
	s.setup(powerdnsMetadata, "sqlite3", s.path("zones.sqlite"))
	s.own("zones.sqlite")
	s.run("pdns_server", "--config-dir="+s.dir)
	return s
}

const powerdnsConfiguration = `launch=gsqlite3
gsqlite3-database=DIR/zones.sqlite
gsqlite3-pragma-synchronous=0
dnsupdate=yes
local-address=127.0.0.1
local-port=PORT
socket-dir=DIR
daemon=no
guardian=no
allow-axfr-ips=
distributor-threads=1
receiver-threads=1
retrieval-threads=1
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
`

const powerdnsMetadata = `insert into domainmetadata (domain_id, kind, content) select id, 'TSIG-ALLOW-AXFR', 'officer-key' from domains;
insert into domainmetadata (domain_id, kind, content) select id, 'TSIG-ALLOW-DNSUPDATE', 'officer-key' from domains;
insert into domainmetadata (domain_id, kind, content) select id, 'ALLOW-DNSUPDATE-FROM', '127.0.0.0/8' from domains;
insert into domainmetadata (domain_id, kind, content) select id, 'SOA-EDIT-DNSUPDATE', 'INCREASE' from domains;
`

// Sandbox starts the sandbox with the records of a zone file for Zone.
func Sandbox(t testing.TB, records string) *Server {
	t.Helper()
	side, err := sandbox.Start(sandbox.Options{Zone: Zone, Records: records, KeyName: KeyName, Secret: Secret})
	must(t, err)
	t.Cleanup(func() { must(t, side.Close()) })
	return &Server{Kind: "sandbox", Address: side.Address, t: t, dir: t.TempDir()}
}

// Seal takes the right from a BIND to write its journal: it answers SERVFAIL to
// updates from then on.
func (s *Server) Seal() {
	s.t.Helper()
	must(s.t, os.Chmod(s.path("run"), 0o500))
}
