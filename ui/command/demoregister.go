package command

import (
	"context"
	"errors"

	"loket/domain"
	"loket/domain/calendar"
	"loket/domain/register"
	"loket/ticket"
)

// demoNames are names that the demonstration's desk has served for a while, in all the
// places in time that a name can have. Days count from today.
func demoNames(today calendar.Date) []register.Entry {
	dewi := register.Person{Name: "Dewi Lestari", Email: "dewi@contohkab.go.id", Phone: "0811-0000-1111"}
	wati := register.Person{Name: "Wati Contoh", Email: "wati.contoh@batam.go.id"}
	name := func(n domain.Name, agency string, officer register.Person, days int) register.Entry {
		return register.Entry{Name: n, Agency: agency, Officer: officer, Until: today.AddDays(days)}
	}
	below := func(n domain.Name, agency string, who register.Person, end calendar.Date) register.Entry {
		return register.Entry{Name: n, Agency: agency, Responsible: who, Until: end}
	}
	end := domain.Yearly("12-31", today)
	gone := end
	gone.Year -= 2
	return []register.Entry{
		name("contohkab.go.id", "Pemerintah Kabupaten Contoh", dewi, 400),
		name("ppid-contohkab.go.id", "Pemerintah Kabupaten Contoh", dewi, 58),
		name("jdih-contohkab.go.id", "Pemerintah Kabupaten Contoh", dewi, 28),
		name("sukamaju.desa.id", "Pemerintah Desa Sukamaju", register.Person{Name: "Slamet Contoh", Email: "slamet@sukamaju.desa.id"}, 6),
		name("lama-contohkab.go.id", "Pemerintah Kabupaten Contoh", dewi, -12),
		below("e-musrenbang-contoh.batam.go.id", "Bappelitbang Kota Contoh", wati, end),
		below("data-contoh.batam.go.id", "Dinas Kominfo Kota Contoh", wati, end),
		below("cctv-contoh.batam.go.id", "Dinas Perhubungan Kota Contoh", register.Person{}, end),
		below("arsip-contoh.batam.go.id", "Dinas Arsip Kota Contoh", wati, gone),
	}
}

// demoRegister enters them.
func (c *Config) demoRegister(ctx context.Context, open func(context.Context, *Config) (*ticket.Desk, func() error, error)) (err error) {
	d, done, err := open(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	var p register.Plan
	for _, e := range demoNames(calendar.DateOf(d.Now(), d.Calendar.Zone())) {
		p.New = append(p.New, register.Change{After: e})
	}
	_, err = d.Import(ctx, ticket.ByDesk, p)
	return err
}
