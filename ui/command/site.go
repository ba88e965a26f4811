package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"loket/domain/calendar"
)

// SiteFiles is a directory of the site's own files, nil where there is none.
func (c *Config) SiteFiles(name string) fs.FS {
	if c.Site == "" {
		return nil
	}
	dir := filepath.Join(c.Site, name)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil
	}
	return os.DirFS(dir)
}

// SiteFile opens one of the site's own files, nil where there is none.
func (c *Config) SiteFile(name string) (io.ReadCloser, error) {
	if c.Site == "" {
		return nil, nil
	}
	f, err := os.Open(filepath.Join(c.Site, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// OpenCalendar makes the calendar in force: the site's file or the default one,
// with the iCalendar files and the readings of a day that are configured.
func (c *Config) OpenCalendar() (cal *calendar.Calendar, err error) {
	if c.Calendar.File == "" {
		cal, err = calendar.Default(c.Calendar.Zone)
	} else {
		var data []byte
		if data, err = os.ReadFile(c.Calendar.File); err == nil {
			cal, err = calendar.Parse(data, c.Calendar.File)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	for _, name := range c.Calendar.ICal {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("calendar: %w", err)
		}
		if _, _, err := cal.AddICal(data, name); err != nil {
			return nil, fmt.Errorf("calendar %s: %w", name, err)
		}
	}
	day, ends := cal.DayMeaning(), cal.Ends()
	switch c.Calendar.Day {
	case "calendar":
		day = calendar.CalendarDays
	case "working":
		day = calendar.WorkingDays
	}
	switch c.Calendar.Ends {
	case "same-time":
		ends = calendar.SameTime
	case "closing":
		ends = calendar.ClosingTime
	}
	return cal.With(day, ends), nil
}
