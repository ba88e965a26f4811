package command

// sampleConfig is what "loket config init" writes. It holds every setting; what
// is commented out shows the default.
const sampleConfig = `# Loket: settings of this desk. Lines that begin with # are off and show the default.
# Check the file with: loket config check

# Where the record lives. One process at a time.
# dir = "/var/lib/loket"

# A directory with the site's own services/*.toml, letters/*.txt, register.csv (agencies),
# reserved.toml (names that are not free for everybody) and wilayah.csv (kode,nama).
# site = "/etc/loket/site"

[desk]
name = "Helpdesk Nama Domain"            # in letters and as the sender's name
# unit = "Dinas Komunikasi dan Informatika"
# city = "Batam"
address = "helpdesk@contoh.go.id"        # letters come from here
# aliases = ["domain@contoh.go.id"]      # other addresses of the desk itself
# official = ["contoh.sch.id"]           # official addresses besides go.id and desa.id
# contacts = ["Surel: helpdesk@contoh.go.id", "WhatsApp: 0812-0000-0000"]
# receipts = true                        # answer a new request at once
# surveys = true                         # ask how it was when a ticket closes
# receipt_age = "24h"                    # but never mail older than this
# hold = "15s"                           # time to take a letter back
# revise_in = "3wd"                      # time a requester has for a revision
# triage = "1d"                          # promise while the service is unknown
# letter_days = 90                       # an older letter gets a warning; -1: none does
# grace = "336h"                         # a reply this soon after closing reopens
# authserv_id = "mx.contoh.go.id"        # whose Authentication-Results to believe
# dkim = false                           # check signatures here, which asks the name servers of senders
# arc_sealers = ["mail.go.id"]           # forwarders whose sealed word on a sender is believed; asks name servers, too
# plus = false                           # the mail server delivers helpdesk+anything@: answers come back there

[calendar]
zone = "WIB"                             # WIB, WITA, WIT
# day = "working"                        # a bare "hari": working or calendar
# ends = "closing"                       # or same-time, which is stricter
# file = "/etc/loket/calendar.toml"      # hours, local holidays, special periods
# ical = ["/etc/loket/libur.ics"]

# One block for each mailbox.
[[imap]]
name = "helpdesk"
host = "imap.contoh.go.id"
# port = 993
# tls = "tls"                            # tls, starttls; none only on loopback
user = "helpdesk@contoh.go.id"
password_command = ["pass", "show", "loket/imap"]   # or password_file, password_env
# auth = "plain"                         # login, plain; xoauth2, oauthbearer: the password is a token, asked for each time
# ca_file = "/etc/loket/ca.pem"
# folders = ["INBOX"]
# move_to = "Loket"                      # default: nothing is changed on the server
# since = "2026-11-01"                   # leave older mail alone
# max_size = "50MB"                      # larger mail comes as its headers; b on the ticket fetches it
# max_fetch = "200MB"                    # the largest mail that may be fetched so
# compress = false                       # for slow links only: on a fast one it is many times slower

# The server that letters are handed to. It signs them (DKIM) and sends them on;
# loket signs nothing. Give the desk's own account, so that what it sends passes.
[smtp]
host = "smtp.contoh.go.id"
# port = 465                             # 587 for starttls
# tls = "tls"
user = "helpdesk@contoh.go.id"
password_command = ["pass", "show", "loket/smtp"]
# auth = "plain"
# helo = "desk.contoh.go.id"
# sent_folder = ""                       # default: the server's own Sent folder

[contacts]                               # addresses that letters and copies go to
# head-diskominfo = "kadis@contoh.go.id" # head of Diskominfo: copy of a finished subdomain
# head-egov = "kabid@contoh.go.id"       # head of E-Government: the same
# pai = "pai@contoh.go.id"               # Dit. PAI
# pandi = "pandi@contoh.id"              # PANDI's admin
# csirt = "csirt@contoh.go.id"

[clamav]                                 # files are scanned for malware before anybody sees them
# address = "unix:/run/clamav/clamd.ctl" # or "127.0.0.1:3310"; default: files are not scanned

[registry]                               # how names are suspended, deleted, given an Authcode
# backend = "manual"                     # manual: steps and values for the registrar's console; epp: the desk does it
# console = "Registrar console PANDI"    # what that console is called
# rdap = "https://rdap.contoh.id/rdap/"  # what is done at the console is proved by this public service
# address = "epp.contoh.id:700"          # of the EPP server
# user = "registrar"
# password_command = ["pass", "show", "loket/epp"]
# cert = "/etc/loket/epp.pem"            # the desk's certificate and key
# key = "/etc/loket/epp.key"
# ca_file = "/etc/loket/epp-ca.pem"      # default: the system's authorities

[dns]                                    # how records of the zone are changed
# backend = "manual"                     # manual: lines for the zone file and a script; rfc2136: signed dynamic updates
# address = "ns1.contoh.go.id:53"        # of the primary; with manual it is only read, default: not
# key = "loket"                          # name of the TSIG key
# password_command = ["pass", "show", "loket/tsig"]
# algorithm = "hmac-sha256"              # hmac-sha384, hmac-sha512
# ttl = 3600                             # seconds, of new records
# pin = false                            # true: refuse when anything in the zone changed since the plan
# by_name = false                        # true: the key may not transfer the zone, names are read one by one
# networks = ["203.0.113.0/24"]          # where the site's servers stand; an address elsewhere gets a warning
# one_level = false                      # true: no name below a subdomain
# apex = false                           # true: records of the zone's own name may be asked for
# drift = "24h"                          # compare the zone with the register so often; default: when asked
# dangling = false                       # true: the comparison asks whether the targets exist, which asks name servers

[delegation]                             # whether the name servers of a new name answer
# backend = "manual"                     # manual: an officer looks; dns: the desk asks them, which asks the world

[payment]
# remind = ["3wd", "7wd"]                # reminders while a payment is waited for; default: as the service says

[serve]                                  # loket serve: officers come in over SSH
# address = "127.0.0.1:2222"             # "0.0.0.0:2222" for the network
# host_key = "/etc/loket/ssh_host_ed25519_key"   # default: beside the record, made the first time
# ca = ["/etc/loket/officers_ca.pub"]    # authorities whose user certificates are believed
# revoked_keys = "/etc/loket/revoked_keys"   # who has one of these does not come in: OpenSSH's RevokedKeys
# banner = "Helpdesk Nama Domain. Hanya untuk petugas."
# idle = "1h"                            # without a key pressed
# longest = "10h"                        # of a session
# connections = 200
# per_address = 60
# per_officer = 10
# metrics = "127.0.0.1:9464"             # for Prometheus: /metrics, /healthz

[personal]                               # the bytes of mails, files and pages are sealed where there is a site key
# key_file = "/etc/loket/site.key"       # its first line: 32 characters or more, made with: openssl rand -hex 32
                                         # or key_command = ["pass", "show", "loket/site-key"]
                                         # keep a copy elsewhere: without the key nothing sealed can be read, backups included

[alerts]                                 # when a promise runs out: on the consoles, and by mail
# off = false
# at = [75, 90, 100]                     # percent of its time; 50 as well
# mail = true                            # to the owner and the supervisors who have an address

[retention]                              # what has been kept long enough is destroyed: documents after keep_days of their requirement
# daily = true                           # once a day by itself; false: only by loket retention run
# mails = 0                              # days that mails on no ticket are kept (junk, set aside); 0: for good

[trail]                                  # the record's chain: who has its head elsewhere can prove that nothing was changed
# mail = false                           # true: each day the head is mailed to the supervisors who have an address
# after = "1h"                           # so long after the office closes

[actions]
# second_officer = ["client-hold", "lift-hold", "authcode", "delete", "dns-update"]   # or ["all"]; default: none
# approve_in = "24h"                     # time a second officer has
# authcode_life = "168h"                 # then the desk takes it back at the registry

[webcheck]                               # reported addresses are fetched as evidence, as a browser and as a crawler, without JavaScript
# enabled = false                        # true: the desk opens them when an officer asks, and when an owner's time is over
# before = "24h"                         # a look this long before that, too; "0": none
# browser = ""                           # User-Agent of each of the two looks; default: those of today
# crawler = ""
# timeout = "20s"                        # of one page with its redirects
# max_size = "2MB"                       # of one page; what is longer is cut
# ports = [80, 443, 8080, 8443]          # others are refused
# follow_foreign = false                 # redirects to other names are recorded, not followed
# parallel = 4                           # hosts at a time; the pages of one host come one after the other
# refuse = ["203.0.113.0/24"]            # networks of your own; those that are not public are refused anyway
# loopback = false                       # for tests alone: pages of this machine

[access]                                 # whom to write to about reported addresses
# contacts = "/etc/loket/contacts.csv"   # columns: domain;agency;owner;csirt;phone;pgp;rfc2350;confirmed;note; the domain * is for all others

[[officer]]
id = "petugas"
name = "Nama Petugas"
# email = "petugas@contoh.go.id"         # for alerts
# lang = "id"                            # of that mail: id, en
# supervisor = true                      # the same as roles = ["officer", "supervisor"]
# roles = ["officer"]                    # verifier, domain-officer, supervisor, overseer, auditor, administrator
# services = ["subdomain"]               # works only on these
# keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHqfoMc6BmFqPuq7ZTRGJSv3JVoiXS1WkqWoSvjdsbxN petugas"]   # to sign in with, see loket serve

[screen]
# lang = "id"                            # id, en; default: the locale
# theme = "auto"                         # auto, dark, light
# picture = "auto"                       # how pages are drawn: auto (the terminal is asked), kitty, sixel, iterm, quads, blocks, off
`
