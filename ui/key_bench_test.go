package ui_test

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/stage"
)

// BenchmarkKey measures one key that moves the cursor, its Update and View, at 120×40 with every
// account unfolded and the ladder of the node beside the tree.
func BenchmarkKey(b *testing.B) {
	for _, n := range []int{500, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			app := opened(b, sample.Large(n, n/25, max(50, n/25)))
			for _, k := range []string{"+", "tab", "down", "down", "down", "down"} {
				app.Update(stage.Key(k))
			}
			keys := [2]tea.Msg{stage.Key("down"), stage.Key("up")}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				app.Update(keys[i/400%2]) // 400 rows down, 400 rows up
				app.View()
			}
		})
	}
}

// BenchmarkOverviewKey measures the same beside the overview, which begins with what
// policies forbid.
func BenchmarkOverviewKey(b *testing.B) {
	app := opened(b, sample.Large(50_000, 2000, 2000))
	for _, k := range []string{"+", "down", "down", "down", "down"} {
		app.Update(stage.Key(k))
	}
	keys := [2]tea.Msg{stage.Key("down"), stage.Key("up")}
	for i := 0; b.Loop(); i++ {
		app.Update(keys[i/400%2])
		app.View()
	}
}

// BenchmarkPoliciesKey measures the same on the Policies screen: each row tells
// how many statements can never matter, which is looked for when it first
// shows.
func BenchmarkPoliciesKey(b *testing.B) {
	for _, key := range []string{"down", "pgdown"} {
		b.Run(key, func(b *testing.B) {
			app := opened(b, sample.Large(50_000, 2000, 2000))
			app.Update(stage.Key("2"))
			app.View()
			back := map[string]string{"down": "up", "pgdown": "pgup"}[key]
			for i := 0; b.Loop(); i++ {
				app.Update(stage.Key([]string{key, back}[i/50%2]))
				app.View()
			}
		})
	}
}

// BenchmarkFirstFold measures unfolding everything, which flattens the tree.
func BenchmarkFirstFold(b *testing.B) {
	app := opened(b, sample.Large(50_000, 2000, 50))
	for i := 0; b.Loop(); i++ {
		app.Update(stage.Key([]string{"+", "-"}[i%2]))
		app.View()
	}
}

// opened returns the program with an organization read.
func opened(b *testing.B, s *model.Snapshot) *ui.App {
	b.Helper()
	app := ui.New(b.Context(), &world{facts: []model.Fact{model.SavedFact{Snapshot: s}}}, plainNow())
	app.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	msgs := make(chan tea.Msg, 64)
	run(app.Init(), msgs)
	for wait := time.After(500 * time.Millisecond); ; {
		select {
		case msg := <-msgs:
			if batch, ok := msg.(tea.BatchMsg); ok {
				for _, c := range batch {
					run(c, msgs)
				}
				continue
			}
			_, cmd := app.Update(msg)
			run(cmd, msgs)
		case <-wait:
			return app
		}
	}
}

func run(cmd tea.Cmd, msgs chan<- tea.Msg) {
	if cmd != nil {
		go func() {
			if msg := cmd(); msg != nil {
				msgs <- msg
			}
		}()
	}
}

func plainNow() ui.Options {
	o := defaults
	o.Now = time.Now
	return o
}
