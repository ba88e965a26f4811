package mail

import (
	"path"
	"strings"

	"loket/domain/clean"
)

// Bounds of what is shown of calendar entries.
const (
	maxCalendars     = 3       // entries of one message shown as its body
	maxCalendarBytes = 1 << 20 // of one entry's file that are read
	maxEvents        = 20      // of one file
	maxCalendarLine  = 300     // letters of one value
	maxDescription   = 8 << 10 // bytes
)

func isCalendar(n *part) bool {
	return n.is("text/calendar", "text/x-vcalendar", "application/ics") || n.is("application/octet-stream") && strings.EqualFold(path.Ext(n.fileName()), ".ics")
}

// event is what a reader wants of one VEVENT (RFC 5545).
type event struct{ summary, starts, ends, lasts, place, organiser, status, rule, text string }

// calendarText writes the entries of n for a reader, clean; "" if there are none.
func (p *parser) calendarText(n *part) string {
	raw, _ := decodeAll(n.data[:min(len(n.data), maxCalendarBytes)], n.enc)
	page, _ := toUTF8(raw, n.typ.params["charset"])
	method, events := readCalendar(page)
	if m := n.typ.params["method"]; method == "" {
		method = m
	}
	var out []string
	for _, e := range events {
		out = append(out, e.lines(method))
	}
	return clean.Block(strings.Join(out, "\n\n"), maxText/maxCalendars).String()
}

func (e event) lines(method string) string {
	var out []string
	for _, l := range []struct{ name, value string }{
		{"Acara", e.summary}, {"Waktu", e.when()}, {"Berulang", e.rule}, {"Tempat", e.place},
		{"Penyelenggara", e.organiser}, {"Status", e.status}, {"Metode", method},
	} {
		if v := clean.Line(l.value, maxCalendarLine).String(); v != "" {
			out = append(out, l.name+": "+v)
		}
	}
	if strings.TrimSpace(e.text) != "" {
		out = append(out, "", e.text)
	}
	return strings.Join(out, "\n")
}

func (e event) when() string {
	switch {
	case e.ends != "":
		return e.starts + " - " + e.ends
	case e.lasts != "":
		return e.starts + " (" + e.lasts + ")"
	}
	return e.starts
}

// readCalendar reads the method and the events of an iCalendar stream.
func readCalendar(page string) (method string, events []event) {
	page = strings.NewReplacer("\r\n ", "", "\r\n\t", "", "\n ", "", "\n\t", "").Replace(page) // folded lines
	depth, inEvent := 0, 0
	var e event
	for line := range strings.SplitSeq(page, "\n") {
		name, params, value, ok := calendarLine(strings.TrimRight(line, "\r"))
		if !ok {
			continue
		}
		switch name {
		case "BEGIN":
			if depth++; strings.EqualFold(value, "VEVENT") && inEvent == 0 {
				inEvent, e = depth, event{}
			}
		case "END":
			if inEvent == depth && inEvent > 0 {
				inEvent = 0
				if events = append(events, e); len(events) == maxEvents {
					return method, events
				}
			}
			depth--
		case "METHOD":
			method = value
		default:
			if inEvent > 0 && depth == inEvent { // not of an alarm within
				e.take(name, params, value)
			}
		}
	}
	if inEvent > 0 {
		events = append(events, e) // cut off
	}
	return method, events
}

func (e *event) take(name string, params map[string]string, value string) {
	switch name {
	case "SUMMARY":
		e.summary = unescape(value)
	case "DTSTART":
		e.starts = calendarTime(params, value)
	case "DTEND":
		e.ends = calendarTime(params, value)
	case "DURATION":
		e.lasts = value
	case "LOCATION":
		e.place = unescape(value)
	case "STATUS":
		e.status = value
	case "RRULE":
		e.rule = value
	case "DESCRIPTION":
		e.text = strings.ToValidUTF8(unescape(value[:min(len(value), maxDescription)]), "")
	case "ORGANIZER":
		email := value
		if kind, rest, ok := strings.Cut(value, ":"); ok && strings.EqualFold(kind, "mailto") {
			email = rest
		}
		if e.organiser = email; params["CN"] != "" {
			e.organiser = params["CN"] + " <" + email + ">"
		}
	}
}

// calendarLine splits NAME;PARAM=VALUE:VALUE at the colon outside quotes.
func calendarLine(line string) (name string, params map[string]string, value string, ok bool) {
	quoted := false
	colon := strings.IndexFunc(line, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ':' && !quoted
	})
	if colon <= 0 {
		return "", nil, "", false
	}
	head, value := line[:colon], line[colon+1:]
	name, rest, _ := strings.Cut(head, ";")
	for n := 0; rest != "" && n < 20; n++ {
		var item string
		item, rest = cutParam(rest)
		if key, v, found := strings.Cut(item, "="); found {
			if params == nil {
				params = map[string]string{}
			}
			params[strings.ToUpper(key)] = strings.Trim(v, `"`)
		}
	}
	return strings.ToUpper(name), params, value, true
}

// calendarTime writes "20240812T090000" as "2024-08-12 09:00" with its zone; it
// is not converted, because a name such as "SE Asia Standard Time" needs the
// sender's own definition.
func calendarTime(params map[string]string, v string) string {
	zone := params["TZID"]
	if strings.HasSuffix(v, "Z") {
		v, zone = strings.TrimSuffix(v, "Z"), "UTC"
	}
	out := v
	if day, clock, _ := strings.Cut(v, "T"); len(day) == 8 {
		out = day[:4] + "-" + day[4:6] + "-" + day[6:]
		if len(clock) >= 4 {
			out += " " + clock[:2] + ":" + clock[2:4]
		}
	}
	if zone != "" {
		out += " (" + zone + ")"
	}
	return out
}

func unescape(s string) string {
	return strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(s)
}
