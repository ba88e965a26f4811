package command

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"loket/domain"
	"loket/ticket"
)

const fieldWords = "service, names, requester, email, agency, phone, file, record, years, registrant, officer, hosts, expires"

func (r *root) field() *cobra.Command {
	var note string
	cmd := r.deed(&cobra.Command{
		Use: "field NUMBER KEY VALUE...", Short: "Set what a ticket is about", Args: cobra.MinimumNArgs(3),
		Long: `Sets one field of a ticket:

  service ID                    which service is asked for; confirms a guess, too
  names NAME...                 the domain names, all of them
  requester|email|agency|phone  who asks
  file NAME REQUIREMENT         for which requirement a file is; - for none
  record N HOST TYPE VALUE      record N (from 1) made otherwise than asked, with --note

What the registry is told:

  years N                       for which a name is registered or renewed
  registrant ID                 the registry's id of who is to hold the names
  officer EMAIL NAME...         who that is, where the registry does not know the id
  hosts HOST [HOST...]          name servers; "HOST ADDRESS" is one with its address
  expires NAME DAY              the last day of a name as it was seen, 2027-01-15`,
		Example: "  loket field 42 service transfer\n  loket field 42 record 1 aplikasi A 192.0.2.80 --note 'lewat reverse proxy'",
	}, func(h *hand, args []string) error { return h.set(args[0], args[1:], note) })
	cmd.Flags().StringVar(&note, "note", "", "why a record is made otherwise")
	return cmd
}

func (h *hand) set(key string, values []string, note string) error {
	value, who := strings.Join(values, " "), h.t.Requester
	switch key {
	case "service":
		return h.do(ticket.SetService{Service: value})
	case "names":
		return h.do(ticket.SetSubjectMatter{Names: strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' })})
	case "requester":
		who.Name = value
	case "email":
		who.Email = value
	case "agency":
		who.Agency = value
	case "phone":
		who.Phone = value
	case "file":
		return h.match(values)
	case "record":
		return h.adjust(values, note)
	default:
		return h.tellRegistry(key, values)
	}
	return h.do(ticket.SetRequester{Requester: who})
}

// tellRegistry sets what the registry is told about the names.
func (h *hand) tellRegistry(key string, values []string) error {
	w := h.t.Wanted
	switch {
	case key == "years":
		n, err := strconv.Atoi(values[0])
		if err != nil {
			return usage(fmt.Errorf("years %q: write a number", values[0]))
		}
		w.Years = n
	case key == "registrant":
		w.Registrant = values[0]
	case key == "officer" && len(values) > 1:
		w.Officer = &ticket.Party{Email: values[0], Name: strings.Join(values[1:], " "), Agency: h.t.Requester.Agency}
	case key == "hosts":
		w.Hosts = values
	case key == "expires" && len(values) == 2:
		w.Expires = maps.Clone(w.Expires)
		if w.Expires == nil {
			w.Expires = make(map[string]string)
		}
		w.Expires[values[0]] = values[1]
	default:
		return usage(fmt.Errorf("field %q: write one of %s, with its values", key, fieldWords))
	}
	return h.do(ticket.SetWanted{Wanted: w})
}

// file is a file of the ticket by its name, the newest of that name; nil for none.
func (h *hand) file(name string) (found *ticket.Attachment) {
	for i := range h.t.Messages {
		for j := range h.t.Messages[i].Attachments {
			if a := &h.t.Messages[i].Attachments[j]; a.Name == name {
				found = a
			}
		}
	}
	return found
}

func (h *hand) match(values []string) error {
	if len(values) != 2 {
		return usage(errors.New("file: write the file's name and the requirement"))
	}
	a := h.file(values[0])
	if a == nil {
		return &exit{ExitNotFound, fmt.Errorf("the ticket has no file %q", values[0])}
	}
	requirement := values[1]
	if requirement == "-" {
		requirement = ""
	}
	return h.do(ticket.Match{SHA: a.SHA, Requirement: requirement})
}

func (h *hand) adjust(values []string, note string) error {
	if len(values) < 4 {
		return usage(errors.New("record: write its number, host, type and value"))
	}
	n, err := strconv.Atoi(values[0])
	if err != nil {
		return usage(fmt.Errorf("record %q: write its number, from 1", values[0]))
	}
	made, err := domain.ParseRecord(values[1], values[2], strings.Join(values[3:], " "))
	if no := (*domain.Refusal)(nil); errors.As(err, &no) {
		return errors.New(no.In(domain.Lang(h.lang)))
	}
	if err != nil {
		return err
	}
	for _, found := range h.desk.RecordCheck(h.t).Record(made) {
		if found.Level == domain.Refuse {
			lang := domain.Lang(h.lang)
			return fmt.Errorf("%s; %s", found.What.In(lang), found.Fix.In(lang))
		}
	}
	return h.do(ticket.AdjustRecord{Index: n - 1, Made: made, Reason: note})
}
