package nameserver_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"loket/domain"
	"loket/domain/nameserver"
	"loket/domain/nameserver/nameservertest"
)

// TestOracles puts defects into a zone and compares what the zone checkers of
// BIND and Knot say with what is found here: whatever one of them refuses is
// refused here, and what neither sees is at least said.
func TestOracles(t *testing.T) {
	nameservertest.Need(t, "bind9-utils", "named-checkzone")
	nameservertest.Need(t, "knot-dnssecutils", "kzonecheck")
	const head = "@ 3600 IN SOA ns1 hostmaster 7 7200 900 1209600 300\n"
	for _, c := range []struct {
		name       string
		changes    []nameserver.Change
		lines      string // for the checkers, beside what stands
		bind, knot bool   // refuses
		code       string
	}{
		{"sound", []nameserver.Change{put("baru", "A", "192.0.2.20")}, "baru 3600 IN A 192.0.2.20", false, false, ""},
		{"CNAME beside another type", []nameserver.Change{put("lama", "CNAME", "proxy")}, "lama 3600 IN CNAME proxy", true, true, "cname-beside"},
		{"CNAME at the top", []nameserver.Change{put("@", "CNAME", "proxy")}, "@ 3600 IN CNAME proxy", true, true, "cname-apex"},
		{"two CNAMEs", []nameserver.Change{change(nameserver.Add, "www", "CNAME", "mail")}, "www 3600 IN CNAME mail", true, true, "cname-two"},
		{"MX to a CNAME", []nameserver.Change{put("baru", "MX", "10 www")}, "baru 3600 IN MX 10 www", true, false, "target-cname"},
		{"SRV to a CNAME", []nameserver.Change{put("_sip._tcp", "SRV", "0 5 5060 www")}, "_sip._tcp 3600 IN SRV 0 5 5060 www", true, false, "target-cname"},
		{"MX to an address", []nameserver.Change{put("baru", "MX", "10 192.0.2.9.")}, "baru 3600 IN MX 10 192.0.2.9.", true, false, "target-ip"},
		{"MX without an address", []nameserver.Change{put("baru", "MX", "10 tiada")}, "baru 3600 IN MX 10 tiada", true, false, "target-address"},
		{"NS without glue", []nameserver.Change{put("cucu", "NS", "ns1.cucu")}, "cucu 3600 IN NS ns1.cucu", false, true, "target-address"},
		{"underscore", []nameserver.Change{put("a_b", "A", "192.0.2.20")}, "a_b 3600 IN A 192.0.2.20", true, false, "underscore"},
		{"twice", []nameserver.Change{put("baru", "A", "192.0.2.20"), put("baru", "A", "192.0.2.20")}, "baru 3600 IN A 192.0.2.20\nbaru 3600 IN A 192.0.2.20", false, false, "twice"},
		{"two TTLs", []nameserver.Change{{Op: nameserver.Put, Record: domain.Record{Host: "baru", Type: "A", Value: "192.0.2.20"}, TTL: 60}, {Op: nameserver.Put, Record: domain.Record{Host: "baru", Type: "A", Value: "192.0.2.21"}, TTL: 600}}, "baru 60 IN A 192.0.2.20\nbaru 600 IN A 192.0.2.21", false, false, "ttl-two"},
		{"below a delegation", []nameserver.Change{put("www.anak", "TXT", "x")}, "www.anak 3600 IN TXT x", false, false, "below-delegation"},
		{"a missing dot", []nameserver.Change{put("baru", "CNAME", "server.example.com")}, "baru 3600 IN CNAME server.example.com", false, false, "missing-dot"},
		{"two SPF", []nameserver.Change{put("baru", "TXT", "v=spf1 -all"), put("baru", "TXT", "v=spf1 mx -all")}, "baru 3600 IN TXT \"v=spf1 -all\"\nbaru 3600 IN TXT \"v=spf1 mx -all\"", false, false, "spf-two"},
		{"CAA misspelt", []nameserver.Change{put("baru", "CAA", `0 isue "ca.example.net"`)}, `baru 3600 IN CAA 0 isue "ca.example.net"`, false, false, "caa"},
		{"a name far away", []nameserver.Change{put("contohkab.go.id", "A", "192.0.2.1")}, "contohkab.go.id. 3600 IN A 192.0.2.1", false, false, "outside-zone"},
	} {
		file := filepath.Join(t.TempDir(), "zone")
		if err := os.WriteFile(file, []byte("$TTL 3600\n"+head+standing+c.lines+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		checkers := map[string]bool{
			"named-checkzone -q -i full-sibling -k fail -m fail -M fail -S fail -n fail batam.go.id " + file: c.bind,
			"kzonecheck -o batam.go.id. " + file: c.knot,
		}
		for line, refuses := range checkers {
			argv := strings.Fields(line)
			out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
			if (err != nil) != refuses {
				t.Errorf("%s: %s: %v\n%s", c.name, argv[0], err, out)
			}
		}
		found, err := nameserver.Findings(state(t, 7, standing), c.changes, nameserver.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		refused := len(found) > 0 && found[0].Level == domain.Refuse
		if !strings.Contains(" "+codes(found), " "+c.code) || (c.bind || c.knot) && !refused {
			t.Errorf("%s: %q, want %s", c.name, codes(found), c.code)
		}
	}
}
