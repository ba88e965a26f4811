package command

import (
	"loket/ticket"
	"loket/ui/console"
)

// Settings is what the console's settings screen shows: where things are and
// what is in force, never a secret.
func (c *Config) Settings(d *ticket.Desk) console.Settings {
	item := func(name, value string) console.Item { return console.Item{Name: name, Value: value} }
	files := console.Group{Name: "files", Items: []console.Item{item("config", c.Path()), item("record", c.Dir), item("site", c.Site)}}
	desk := console.Group{Name: "desk", Items: []console.Item{
		item("name", c.Desk.Name), item("address", c.Desk.Address), item("hold", c.Desk.Hold),
		item("catalogue", d.Catalogue.Version), item("calendar", d.Calendar.Version()), item("zone", d.Calendar.Zone().String()),
	}}
	mail := console.Group{Name: "mail"}
	for i := range c.IMAP {
		mail.Items = append(mail.Items, item("imap", c.IMAP[i].User+" @ "+c.IMAP[i].Host))
	}
	mail.Items = append(mail.Items, item("smtp", c.SMTP.Host))
	officers := console.Group{Name: "officers"}
	for _, o := range c.Officers {
		officers.Items = append(officers.Items, item(o.ID, o.Name))
	}
	return console.Settings{files, desk, mail, scannerSettings(d), officers}
}
