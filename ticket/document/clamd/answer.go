package clamd

import (
	"errors"
	"strings"
	"time"

	"loket/domain/clean"
	"loket/ticket/document"
)

// parseAnswer reads the answer to INSTREAM: "stream: OK", "stream: NAME FOUND" or
// "... ERROR". Anything else is not scanned.
func parseAnswer(s string) document.Scan {
	said, ours := strings.CutPrefix(s, "stream: ")
	if ours && said == "OK" {
		return document.Scan{State: document.ScanClean}
	}
	if name, ok := strings.CutSuffix(said, " FOUND"); ours && ok && strings.TrimSpace(name) != "" {
		return found(clean.Line(strings.TrimSpace(name), nameRunes).String())
	}
	out := document.Scan{State: document.ScanNot, Code: document.ScanError, Why: clean.Line(s, 200).String()}
	if strings.Contains(s, "size limit exceeded") && strings.HasSuffix(s, "ERROR") {
		out.Code = document.ScanLarge
	}
	if out.Why == "" {
		out.Why = "an empty answer"
	}
	return out
}

// found tells malware from what a site asked the daemon to report as if it were:
// that it could not look.
func found(name string) document.Scan {
	for prefix, code := range map[string]string{"Heuristics.Limits.Exceeded": document.ScanLarge, "Heuristics.Encrypted": document.ScanLocked} {
		if strings.HasPrefix(name, prefix) {
			return document.Scan{State: document.ScanNot, Code: code, Why: name}
		}
	}
	if name == "" {
		name = "?" // nothing of it can be shown
	}
	return document.Scan{State: document.ScanFound, Signature: name}
}

var errVersion = errors.New("nonsense instead of a version")

// parseVersion reads "ClamAV 1.4.6/27812/Mon Nov 16 09:22:11 2026"; without
// official signatures there is only the first part. The time is the daemon's
// local one and taken for UTC: it is good to a day.
func parseVersion(s string) (engine, base string, at time.Time, err error) {
	parts := strings.SplitN(s, "/", 3)
	engine = clean.Line(parts[0], 40).String()
	if !strings.HasPrefix(engine, "ClamAV ") {
		return "", "", at, errVersion
	}
	if len(parts) < 3 {
		return engine, "", at, nil
	}
	if at, err = time.Parse("Mon Jan _2 15:04:05 2006", strings.TrimSpace(parts[2])); err != nil {
		return engine, clean.Line(parts[1], 20).String(), time.Time{}, nil //nolint:nilerr // an age that is not known
	}
	return engine, clean.Line(parts[1], 20).String(), at, nil
}
