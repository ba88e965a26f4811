package letter_test

import (
	"loket/domain"
	"loket/domain/probe"
	"loket/ticket"
)

// forYears asks for three years.
func forYears(t *ticket.Ticket) *ticket.Ticket {
	t.Wanted.Years = 3
	return t
}

func against(code, subject, what, do string) probe.Finding {
	return probe.Finding{Level: domain.Refuse, Code: code, Subject: subject, What: domain.Text{ID: what}, Do: domain.Text{ID: do}}
}

// taken asks for a name that somebody else has.
func taken() *ticket.Ticket {
	t := request("registration", "check-name", "contoh.go.id", "bebas.go.id")
	look := probe.Finding{Level: domain.Warn, Code: "alike", What: domain.Text{ID: "mirip dengan lain"}}
	t.Probes = []ticket.Probe{
		{Kind: probe.Name, Subject: "contoh.go.id", Answer: probe.Answer{Verdict: probe.Bad, Instead: []string{"contohkab.go.id", "contohkota.go.id"},
			Findings: []probe.Finding{against("taken", "", "contoh.go.id sudah terdaftar", "pilih nama lain"), look, against("registered", "", "nama sudah terdaftar di registri [!]", "")}}},
		{Kind: probe.Name, Subject: "bebas.go.id", Answer: probe.Answer{Verdict: probe.Good, Findings: []probe.Finding{look}}},
		{Kind: probe.Name, Subject: "dahulu.go.id", Answer: probe.Answer{Verdict: probe.Bad, Findings: []probe.Finding{against("taken", "", "bukan nama tiket ini lagi", "")}}},
	}
	return t
}

// unready has name servers that do not answer.
func unready() *ticket.Ticket {
	t := request("registration", "name-servers", "contohkab.go.id")
	t.Probes = []ticket.Probe{{Kind: probe.Servers, Subject: "contohkab.go.id", Answer: probe.Answer{Verdict: probe.Bad, Findings: []probe.Finding{
		against("silent", "ns1.contohkab.go.id", "192.0.2.1 tidak menjawab", "nyalakan server dan buka port 53 UDP"),
		against("lame", "ns2.contoh.id", "198.51.100.2 tidak melayani domain ini (REFUSED)", "pasang zonanya pada server itu")}}}}
	return t
}
