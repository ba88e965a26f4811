package demo

import (
	"bytes"
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// Live delivers further mail until ctx ends: new requests over the first ten minutes, and requesters' answers to the
// letters that SMTP accepts (see answer). It goes by the server's Clock. Run it once; Options.Live does.
func (s *Server) Live(ctx context.Context) {
	c := newCast()
	queue := coming(s.clock.Now())
	read := 0
	for {
		letters := s.Outgoing()
		for _, l := range letters[read:] {
			queue = append(queue, c.answer(l)...)
		}
		read = len(letters)
		slices.SortStableFunc(queue, func(a, b delivery) int { return a.at.Compare(b.at) })
		for len(queue) > 0 && !queue[0].at.After(s.clock.Now()) {
			// What cannot be appended to a folder in memory has no other place to go.
			_ = s.Deliver(queue[0].mail.compose(s.clock.Now().In(wib), "", nil), s.clock.Now())
			c.meet(queue[0].mail)
			queue = queue[1:]
		}
		var next <-chan time.Time
		if len(queue) > 0 {
			next = s.clock.After(queue[0].at.Sub(s.clock.Now()))
		}
		select {
		case <-ctx.Done():
			return
		case <-s.posted:
		case <-next:
		}
	}
}

// delivery is a mail that will arrive.
type delivery struct {
	at   time.Time
	mail mailing
}

// coming are the new requests of a live demonstration that begins at start.
func coming(start time.Time) []delivery {
	var out []delivery
	for _, m := range arrivals() {
		out = append(out, delivery{start.Add(m.when.ago), m})
	}
	return out
}

// cast knows the requesters and what each has already answered. It belongs to one goroutine.
type cast struct {
	byID      map[string]mailing
	byAddress map[string]mailing // the latest of each
	answered  map[string]int     // by mailing and kind of letter
}

func newCast() *cast {
	c := &cast{map[string]mailing{}, map[string]mailing{}, map[string]int{}}
	for _, m := range mailings() {
		c.meet(m)
	}
	return c
}

// meet makes a mail's writer known, where a person wrote a request.
func (c *cast) meet(m mailing) {
	if m.fate != "" || m.auth == "fail" {
		return
	}
	c.byID[m.messageID()] = m
	c.byAddress[strings.ToLower(addressOf(m.from))] = m
}

// letterRead is a letter as a requester reads it.
type letterRead struct {
	Letter

	kind   string // template id: receipt, revision, invoice, survey; "" for what nobody answers
	id     string
	thread []string // its references and then itself
	about  mailing  // the request it is about
}

// read finds whom a letter is to and what it is. ok is false where no requester of the demonstration is meant.
func (c *cast) read(l Letter) (r letterRead, ok bool) {
	m, err := mail.ReadMessage(bytes.NewReader(l.Raw))
	if err != nil {
		return r, false
	}
	r = letterRead{Letter: l, kind: kindOf(m, l), id: strings.TrimSpace(m.Header.Get("Message-Id"))}
	before := strings.Fields(m.Header.Get("References") + " " + m.Header.Get("In-Reply-To"))
	for _, id := range before {
		if !slices.Contains(r.thread, id) {
			r.thread = append(r.thread, id)
		}
		if found, known := c.byID[id]; known {
			r.about, ok = found, true
		}
	}
	r.thread = append(r.thread, r.id)
	for _, to := range l.To {
		if found, known := c.byAddress[strings.ToLower(to)]; known && !ok {
			r.about, ok = found, true
		}
	}
	return r, ok && r.id != ""
}

// reaction is how requesters answer one kind of letter.
type reaction struct {
	after time.Duration
	times int // at most so often for one request
	write func(letterRead) mailing
}

// reactions are by kind of letter. Out-of-office notices and bounces come on top, in answer.
func reactions() map[string]reaction {
	return map[string]reaction{
		"revision": {40 * time.Second, 2, writeCorrection},
		"invoice":  {55 * time.Second, 1, writePayment},
		"survey":   {35 * time.Second, 1, writeSurvey},
	}
}

// answer says what comes back for a letter that went out: a revision is answered with the corrected documents, an
// invoice with the proof of payment, a survey with nine scores; some receipts meet an absent person or a full mailbox.
// Every answer is in the letter's thread.
func (c *cast) answer(l Letter) []delivery {
	r, ok := c.read(l)
	if !ok {
		return nil
	}
	key := r.about.key + "/" + r.kind
	c.answered[key]++
	if r.kind == "receipt" {
		return receiptAnswer(r, c.answered[key])
	}
	do, known := reactions()[r.kind]
	if !known || c.answered[key] > do.times {
		return nil
	}
	m := do.write(r)
	m.key = r.about.key + "-" + r.kind + strings.Repeat("i", c.answered[key])
	m.from, m.via, m.answers = r.about.from, r.about.via, r.thread
	m.service, m.domains, m.fate = r.about.service, r.about.domains, "joined"
	m.subject = "Re: " + strings.TrimPrefix(r.Subject, "Re: ")
	return []delivery{{l.At.Add(do.after), withDefaults(m)}}
}

// withDefaults gives a client to those whose first mail was written by hand.
func withDefaults(m mailing) mailing {
	if m.via.charset == "" {
		m.via = thunderbird
	}
	return m
}

// receiptAnswer is what a program says to a receipt: one in six people is away, and one village's mailbox is full.
func receiptAnswer(r letterRead, nth int) []delivery {
	switch {
	case nth > 1:
		return nil
	case r.about.key == "renew-desa":
		text := strings.NewReplacer("sumberteladan@mail.go.id", addressOf(r.about.from), "<letter.0002@domain-contoh.go.id>", r.id).Replace(bounce)
		return []delivery{{r.At.Add(6 * time.Second), mailing{key: "bounce-" + r.about.key, from: "MAILER-DAEMON@mail.go.id", auth: "none", fate: "machine", literal: text}}}
	case hashOf(r.about.key)%6 == 0:
		m := mailing{key: "away-" + r.about.key, from: r.about.from, via: outlook, answers: r.thread, fate: "machine",
			subject: "Balasan otomatis: " + r.Subject, headers: "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n",
			body: "\nTerima kasih atas pesan Anda. Saya sedang cuti dan akan membalas sekembalinya di kantor.\n"}
		return []delivery{{r.At.Add(8 * time.Second), m}}
	}
	return nil
}
