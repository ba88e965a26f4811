package ticket

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/probe"
)

var (
	zeroTime time.Time
	noTarget calendar.Target
)

// decision is one command being decided: the ticket as it becomes, who asks,
// the one instant, and the events so far. Commands emit; they never change the
// ticket themselves.
type decision struct {
	desk   *Desk
	tx     Tx
	t      *Ticket
	by     string
	now    time.Time
	events []Event
	aside  []Event // of the desk itself, in the same transaction
}

// emit makes an event happen to the working copy.
func (d *decision) emit(b Body) {
	e := Event{Ticket: d.t.ID, Version: d.t.Version + 1, At: d.now, By: d.by, Body: d.t.sourced(b)}
	d.t.Apply(e)
	d.events = append(d.events, e)
}

func (d *decision) service() *domain.Service {
	s, _ := d.desk.Catalogue.Service(d.t.Service)
	return s
}

// step returns the catalogue's word on the current step; ok is false without one.
func (d *decision) step() (domain.Step, bool) { return d.desk.step(d.t) }

// needOpen refuses when the ticket is closed or merged.
func (d *decision) needOpen() error {
	if d.t.State.Done() {
		return refuse("closed", fmt.Sprintf("ticket %s is closed", d.t.Number), "reopen it first", d.t.Number)
	}
	return nil
}

// own makes the actor the owner where nobody is: who works on a ticket has it.
func (d *decision) own() {
	if d.t.Owner == "" && d.by != ByDesk {
		d.emit(Claimed{Officer: d.by})
	}
}

// promise gives the service's deadline anew from its start.
func (d *decision) promise(target calendar.Target, why string) error {
	dl, err := d.desk.deadline(d.t, d.t.Received, target, d.now)
	if err != nil {
		return err
	}
	if dl.At.Equal(d.t.Clock.Deadline) && target == d.t.Clock.Target && dl.Version == d.t.Clock.Calendar {
		return nil
	}
	d.emit(DeadlineSet{From: d.t.Received, Target: target, Deadline: dl.At.UTC(), Calendar: dl.Version, Why: why})
	return nil
}

// promiseStep gives the current step's own deadline, if it has a target.
func (d *decision) promiseStep(why string) error {
	s, ok := d.step()
	if !ok || s.Target.IsZero() {
		return nil
	}
	dl, err := d.desk.deadline(d.t, d.t.Clock.StepFrom, s.Target, d.now)
	if err != nil {
		return err
	}
	if why != "calendar" && s.Target == d.t.Clock.Step && dl.At.Equal(d.t.Clock.StepDue) {
		return nil
	}
	d.emit(DeadlineSet{Step: s.ID, From: d.t.Clock.StepFrom, Target: s.Target, Deadline: dl.At.UTC(), Calendar: dl.Version, Why: why})
	return nil
}

// resume ends waiting and counts the deadlines anew when the clock stood.
func (d *decision) resume(why string) error {
	if d.t.Clock.Waiting == "" && !d.t.Clock.Paused() {
		return nil
	}
	stood := d.t.Clock.Paused()
	d.emit(Resumed{why})
	if !stood {
		return nil
	}
	if err := d.promiseStep("resumed"); err != nil {
		return err
	}
	return d.promise(d.t.Clock.Target, "resumed")
}

// start makes a step the current one, with its waiting and its target.
func (d *decision) start(s domain.Step) error {
	d.emit(StepStarted{Step: s.ID, Probe: probe.Kind(s.Probe)})
	if err := d.promiseStep("step"); err != nil {
		return err
	}
	if s.Probe == string(probe.Payment) {
		for i := range d.t.Messages { // a proof may have come before; an officer sees it, nothing moves
			d.readProofs(&d.t.Messages[i])
		}
	}
	if s.Kind == domain.KindWait && s.Actor != "desk" && d.begun() {
		d.emit(Waited{Party: s.Actor, Pause: s.Pauses(), Reason: s.Title.ID})
		if err := d.remind(s); err != nil {
			return err
		}
	}
	if s.Kind == domain.KindTask && s.After != "" {
		due, err := d.desk.after(d.now, s.After)
		if err != nil {
			return err
		}
		d.emit(TaskScheduled{Task{ID: s.ID, Text: s.Title.ID, Due: due, Letter: s.Letter, Probe: probe.Kind(s.Probe)}})
	}
	return nil
}

// begun reports whether any step is behind the ticket. Before that nobody is
// waited for: a request that has just come is the desk's to look at.
func (d *decision) begun() bool {
	for _, s := range d.t.Steps {
		if s.State == "done" || s.State == "skipped" {
			return true
		}
	}
	return false
}

// after is the instant that is "72h", "14d", "24mo" or, on the desk's calendar,
// "4wd" from another.
func (d *Desk) after(from time.Time, s string) (time.Time, error) {
	digits := strings.TrimRight(s, "hdmow")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 0 {
		return from, fmt.Errorf("time %q: write a number and h, d, wd or mo", s)
	}
	switch s[len(digits):] {
	case "h":
		return from.Add(time.Duration(n) * time.Hour), nil
	case "d":
		return from.AddDate(0, 0, n), nil
	case "mo":
		return monthsLater(from.In(d.Calendar.Zone()), n).UTC(), nil
	case "wd":
		at, err := d.Calendar.Deadline(from, calendar.Target{N: n, Unit: calendar.WorkingDay}, nil, from)
		return at.At, err
	}
	return from, fmt.Errorf("time %q: the unit is h, d, wd or mo", s)
}

// monthsLater is the same day of a later month, its last one where that has no such
// day: "within two years" of a 29 February ends on a 28 February.
func monthsLater(from time.Time, n int) time.Time {
	at := from.AddDate(0, n, 0)
	if at.Day() != from.Day() {
		at = at.AddDate(0, 0, -at.Day())
	}
	return at
}

// advance goes on to the first step that is still to do.
func (d *decision) advance() error {
	s := d.service()
	if s == nil {
		return nil
	}
	for _, st := range d.t.Steps {
		if st.State != "todo" {
			continue
		}
		step, _, ok := s.Step(st.ID)
		if !ok {
			continue
		}
		if step.Kind == domain.KindWait && step.Letter == "revision" && len(d.desk.Missing(d.t)) == 0 {
			// The loop of revisions needs no turn when nothing is open. Where the
			// requester did revise, the step is done, not passed over.
			f := StepFinished{Step: step.ID, Skipped: d.t.Clock.Rounds == 0}
			if f.Skipped {
				f.Note = step.SkipWhen.ID
			}
			d.emit(f)
			continue
		}
		return d.start(step)
	}
	return nil
}

// queue puts a letter in the outbox and returns its ID.
func (d *decision) queue(draft Draft, step string, auto bool) (uint64, error) {
	draft.To, draft.Cc = addresses(draft.To), addresses(draft.Cc)
	if len(draft.To) == 0 {
		return 0, refuse("no-recipient", "the letter has no recipient", "give an address in To")
	}
	if strings.TrimSpace(draft.Subject) == "" || strings.TrimSpace(draft.Body) == "" {
		return 0, refuse("empty-letter", "the letter has no subject or no text", "write both")
	}
	if strings.Contains(draft.Subject+draft.Body, OpenMark) {
		return 0, refuse("open-mark", "the letter has places still to be filled in, marked "+OpenMark, "write what belongs there", OpenMark)
	}
	vault, err := d.fromVault(&draft)
	if err != nil {
		return 0, err
	}
	if strings.Contains(draft.Body, SecretMark) != (draft.Secret != "") {
		return 0, refuse("secret-mark", "the letter's place for the secret and the secret do not match",
			"leave "+SecretMark+" in the text and give the secret in its own field")
	}
	if err := d.secretTo(&draft, step); err != nil {
		return 0, err
	}
	if err := errors.Join(d.sendAt(draft.SendAt), d.quarantined(draft.Attach)); err != nil {
		return 0, err
	}
	made, err := d.annex(draft.Annex)
	if err != nil {
		return 0, err
	}
	id, err := d.tx.NextLetter()
	if err != nil {
		return 0, err
	}
	if draft.Secret != "" {
		if err := d.desk.Log.PutSecret(id, draft.Secret); err != nil {
			return 0, err
		}
	}
	l := Letter{
		ID: id, Template: draft.Template, Step: step, Auto: auto, To: draft.To, Cc: draft.Cc,
		Subject: oneLine(draft.Subject), Body: draft.Body, Attach: draft.Attach, Annex: draft.Annex, Made: made, By: d.by, At: d.now,
		NotBefore: d.now, State: LetterHeld, MessageID: d.desk.messageID(d.t, id), HasSecret: draft.Secret != "", Vault: vault,
	}
	if draft.Template != "receipt" {
		l.NotBefore = latest(d.now.Add(d.desk.Site.Hold), draft.SendAt)
	}
	l.Subject, l.ReplyTo = d.desk.stamped(l.Subject, d.t), d.desk.plusAddress(d.t.ID)
	l.InReplyTo, l.Refs = thread(d.t, l.To)
	d.emit(LetterQueued{l})
	return id, nil
}

// thread finds the message that a letter answers: the newest one of a person
// among its recipients, else the newest of all.
func thread(t *Ticket, to []string) (parent string, refs []string) {
	for i := len(t.Messages) - 1; i >= 0; i-- {
		m := &t.Messages[i]
		if m.MessageID == "" || m.Machine != "" {
			continue
		}
		if parent == "" {
			parent, refs = m.MessageID, append(append([]string{}, m.Refs...), m.MessageID)
		}
		if has(to, m.From.Email) {
			return m.MessageID, last(append(append([]string{}, m.Refs...), m.MessageID), 20)
		}
	}
	return parent, last(refs, 20)
}

func last(s []string, n int) []string {
	if len(s) > n {
		return s[len(s)-n:]
	}
	return s
}

func addresses(in []string) []string {
	var out []string
	for _, a := range in {
		a = strings.TrimSpace(a)
		if strings.Count(a, "@") == 1 && !strings.ContainsAny(a, " \r\n\x00<>,;") && !has(out, a) {
			out = append(out, a)
		}
	}
	return out
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// messageID makes the Message-ID of a letter: the ticket, the letter and a
// keyed hash, so that a reply names its ticket and nobody can make one up.
func (d *Desk) messageID(t *Ticket, letter uint64) string {
	_, host, ok := strings.Cut(d.Site.Address, "@")
	if !ok || host == "" {
		host = "loket.invalid"
	}
	local := fmt.Sprintf("loket.%d.%d", t.ID, letter)
	return fmt.Sprintf("%s.%s@%s", local, d.sign(local), host)
}

func (d *Desk) sign(s string) string {
	mac := hmac.New(sha256.New, d.Site.Key)
	mac.Write([]byte(s))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:10]))
}

// ownMessageID reads a Message-ID that this desk made; ok is false for any other.
func (d *Desk) ownMessageID(id string) (t ID, letter uint64, ok bool) {
	local, _, _ := strings.Cut(id, "@")
	i := strings.LastIndexByte(local, '.')
	if i < 0 || !strings.HasPrefix(local, "loket.") || !hmac.Equal([]byte(local[i+1:]), []byte(d.sign(local[:i]))) {
		return 0, 0, false
	}
	var n uint64
	if _, err := fmt.Sscanf(local[:i], "loket.%d.%d", &n, &letter); err != nil {
		return 0, 0, false
	}
	return ID(n), letter, true
}
