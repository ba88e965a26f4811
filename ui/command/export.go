package command

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"loket/ticket"
)

// exported is a ticket as "loket export --json" gives it; ids of services and
// requirements are the catalogue's.
type exported struct {
	ID            string           `json:"id"`
	Number        string           `json:"number"`
	Service       string           `json:"service"`
	ServiceReason string           `json:"service_reason"`
	Confidence    float64          `json:"confidence"`
	NeedsPerson   bool             `json:"needs_person"`
	State         string           `json:"state"`
	Domains       []string         `json:"domains"`
	URLs          []string         `json:"urls"`
	Records       []exportedRecord `json:"dns_records"`
	Requester     exportedParty    `json:"requester"`
	Official      bool             `json:"official_sender"`
	Messages      []exportedMail   `json:"messages"`
	Documents     []exportedDoc    `json:"documents"`
	Missing       []string         `json:"missing"`
	Received      string           `json:"received"`
	Deadline      string           `json:"deadline"`
	Breached      bool             `json:"breached"`
	Owner         string           `json:"owner"`
	Step          string           `json:"step"`
	Outcome       string           `json:"outcome"`
	Links         []exportedLink   `json:"links"`
	Letters       []exportedLetter `json:"letters"`
	URLStates     []exportedURL    `json:"url_states"`
	Steps         []exportedStep   `json:"steps"`
	Tasks         []exportedTask   `json:"tasks"`
	Acts          []exportedAct    `json:"acts"`
	Probes        []exportedProbe  `json:"probes"`
	Events        int              `json:"events"`
	History       []exportedEvent  `json:"history"`
}

type exportedRecord struct {
	Host  string `json:"host"`
	Type  string `json:"type"`
	Value string `json:"value"`
}

type exportedURL struct {
	URL   string `json:"url"`
	State string `json:"state"`
}

type exportedParty struct {
	Name   string `json:"name"`
	Email  string `json:"email"`
	Agency string `json:"agency"`
}

type exportedMail struct {
	MessageID string `json:"message_id"`
	Subject   string `json:"subject"`
	Date      string `json:"date"`
	Fate      string `json:"fate"`
}

type exportedDoc struct {
	Requirement string   `json:"requirement"`
	Attachment  string   `json:"attachment"`
	Verdict     string   `json:"verdict"`
	Problems    []string `json:"problems"`
}

type exportedLink struct {
	Number string `json:"number"`
	Kind   string `json:"kind"`
}

type exportedLetter struct {
	Template string   `json:"template"`
	To       []string `json:"to"`
	Cc       []string `json:"cc"`
	Subject  string   `json:"subject"`
	State    string   `json:"state"`
	Auto     bool     `json:"auto"`
}

// journaled is a row of the mail journal.
type journaled struct {
	Account   string `json:"account"`
	Folder    string `json:"folder"`
	Validity  string `json:"uidvalidity"`
	UID       string `json:"uid"`
	MessageID string `json:"message_id"`
	SHA256    string `json:"sha256"`
	Internal  string `json:"internaldate"`
	Size      int64  `json:"size"`
	From      string `json:"from"`
	Subject   string `json:"subject"`
	Fate      string `json:"fate"`
	Reason    string `json:"reason"`
	Ticket    string `json:"ticket"`
	Number    string `json:"number"`
	Proposal  string `json:"proposal,omitempty"`
}

func (r *root) export() *cobra.Command {
	var asJSON, journal bool
	cmd := &cobra.Command{
		Use: "export --json [QUERY]", Short: "Export tickets, or with --journal the fate of every message, as JSON",
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.reading(cmd.Context(), func(d *ticket.Desk, c *Config) error {
				if journal {
					return r.exportJournal(d)
				}
				if err := d.LoadClosed(); err != nil {
					return err
				}
				now := d.Now().In(d.Calendar.Zone())
				q, err := ticket.NewWords(d.Catalogue, d.OfficerNames()).Parse(strings.Join(args, " "), now)
				if err != nil {
					return usage(err)
				}
				rows := append(d.Queue(ticket.ViewAll, "", q, ticket.SortNumber, false, now), d.Queue(ticket.ViewClosed, "", q, ticket.SortNumber, false, now)...)
				ticket.SortRows(rows, ticket.SortNumber, false)
				out := make([]exported, 0, len(rows))
				for _, row := range rows {
					e, err := exportTicket(d, row.ID, now)
					if err != nil {
						return err
					}
					out = append(out, e)
				}
				return writeJSON(r.doors.Out, out)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", true, "as JSON, the only form")
	cmd.Flags().BoolVar(&journal, "journal", false, "every message ever seen and its fate")
	return cmd
}

func exportTicket(d *ticket.Desk, id ticket.ID, now time.Time) (exported, error) {
	t, err := d.Ticket(id)
	if err != nil {
		return exported{}, err
	}
	events, err := d.History(id)
	if err != nil {
		return exported{}, err
	}
	e := exported{
		ID: t.ID.String(), Number: t.Number, Service: t.Service, ServiceReason: strings.Join(t.Guess.Reasons, "; "),
		Confidence: t.Guess.Confidence, NeedsPerson: t.Guess.NeedsHuman, State: string(t.State), Domains: nonNil(t.Names),
		URLs: []string{}, Records: []exportedRecord{}, Requester: exportedParty{t.Requester.Name, t.Requester.Email, t.Requester.Agency},
		Official: t.Official, Messages: []exportedMail{}, Documents: exportDocuments(d, t), Missing: nonNil(d.Unfiled(t)),
		Received: stamp(t.Received), Deadline: stamp(t.Clock.Due()), Breached: len(t.Clock.Breaches) > 0 || !t.State.Done() && !t.Clock.Paused() && !t.Clock.Deadline.IsZero() && now.After(t.Clock.Deadline),
		Owner: t.Owner, Outcome: t.Outcome, Links: []exportedLink{}, Letters: []exportedLetter{},
		URLStates: []exportedURL{}, Steps: exportSteps(t), Tasks: exportTasks(t), Acts: exportActs(t), Probes: exportProbes(t), Events: len(events), History: exportHistory(events),
	}
	if s := t.Step(); s != nil {
		e.Step = s.ID
	}
	for _, u := range t.URLs {
		e.URLs = append(e.URLs, u.URL)
		e.URLStates = append(e.URLStates, exportedURL{u.URL, u.State})
	}
	for _, r := range t.Records {
		e.Records = append(e.Records, exportedRecord{r.Asked.Host, r.Asked.Type, r.Asked.Value})
	}
	for _, m := range t.Messages {
		e.Messages = append(e.Messages, exportedMail{m.MessageID, m.Subject, stamp(m.Date), m.Fate})
	}
	for _, l := range t.Links {
		e.Links = append(e.Links, exportedLink{l.Number, l.Kind})
	}
	for _, l := range t.Letters {
		e.Letters = append(e.Letters, exportedLetter{l.Template, nonNil(l.To), nonNil(l.Cc), l.Subject, string(l.State), l.Auto})
	}
	return e, nil
}

func exportDocuments(d *ticket.Desk, t *ticket.Ticket) []exportedDoc {
	verdicts := make(map[string]ticket.Verdict)
	for _, e := range t.Evidence {
		verdicts[e.Requirement] = e.Verdict
	}
	out := []exportedDoc{}
	for _, m := range t.Messages {
		for _, a := range m.Attachments {
			out = append(out, exportedDoc{a.Requirement, a.Name, string(verdicts[a.Requirement]), nonNil(a.Problems)})
		}
	}
	return out
}

func (r *root) exportJournal(d *ticket.Desk) error {
	out := []journaled{}
	for before := uint64(0); ; {
		rows, next, err := d.Journal(before, 1000)
		if err != nil {
			return err
		}
		for _, m := range rows {
			out = append(out, toJournaled(m))
		}
		if next == 0 || len(rows) == 0 {
			break
		}
		before = next
	}
	return writeJSON(r.doors.Out, out)
}

func toJournaled(m ticket.MailRecord) journaled {
	j := journaled{MessageID: m.MessageID, SHA256: m.Hash, Internal: stamp(m.Internal), Size: m.Size, From: m.From, Subject: m.Subject,
		Fate: string(m.Fate), Reason: m.Reason, Number: m.Number}
	if m.Fate == ticket.FateNote {
		j.From, j.Subject = "", ""
		j.Account, j.Folder, _ = strings.Cut(m.From, "/")
	} else if parts := strings.Split(m.Key, "\x00"); len(parts) == 4 {
		j.Account, j.Folder, j.Validity, j.UID = parts[0], parts[1], strings.TrimLeft(parts[2], "0"), strings.TrimLeft(parts[3], "0")
	}
	if m.Ticket != 0 {
		j.Ticket = m.Ticket.String()
	}
	if m.Proposal != 0 {
		j.Proposal = m.Proposal.String()
	}
	return j
}
