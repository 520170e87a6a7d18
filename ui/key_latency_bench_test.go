package ui_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"deputy/model"
	"deputy/model/sample"
	"deputy/ui"
	"deputy/ui/stage"
)

// player plays the program in real time and draws after every message, as Bubble
// Tea does. It remembers how long the longest message kept the next one waiting.
type player struct {
	app     *ui.App
	msgs    chan tea.Msg
	longest time.Duration
}

// newPlayer starts the program on an organization that is read.
func newPlayer(b *testing.B, s *model.Snapshot) *player {
	b.Helper()
	p := &player{ui.New(b.Context(), &world{facts: []model.Fact{model.SavedFact{Snapshot: s}}}, plainNow()), make(chan tea.Msg, 64), 0}
	p.take(tea.WindowSizeMsg{Width: 120, Height: 40})
	run(p.app.Init(), p.msgs)
	p.settle(500 * time.Millisecond)
	return p
}

// take gives the program a message, and returns how long it took to draw what
// came of it.
func (p *player) take(msg tea.Msg) time.Duration {
	began := time.Now()
	_, cmd := p.app.Update(msg)
	p.app.View()
	took := time.Since(began)
	run(cmd, p.msgs)
	p.longest = max(p.longest, took)
	return took
}

// press presses a key; the words of a text are typed.
func (p *player) press(key string) time.Duration {
	if text, is := cutText(key); is {
		for _, c := range text {
			p.take(stage.Key(string(c)))
		}
		return 0
	}
	return p.take(stage.Key(key))
}

// cutText returns what is typed by a key that begins with a quote.
func cutText(key string) (text string, is bool) {
	if len(key) > 1 && key[0] == '"' {
		return key[1:], true
	}
	return "", false
}

// settle plays what comes until nothing does, or for so long: the survey of
// exemptions goes on for some seconds.
func (p *player) settle(most time.Duration) {
	for began := time.Now(); time.Since(began) < most; {
		select {
		case msg := <-p.msgs:
			if batch, ok := msg.(tea.BatchMsg); ok {
				for _, c := range batch {
					run(c, p.msgs)
				}
				continue
			}
			p.take(msg)
		case <-time.After(250 * time.Millisecond):
			return
		}
	}
}

// keyUses are keys and what is pressed before them. A word that begins with a
// quote is typed; "…" waits until nothing is left to do.
var keyUses = []struct {
	name   string
	before []string
	key    string
}{
	{"search", nil, "/"},
	{"search-first-letter", []string{"/", "…"}, "p"},
	{"search-second-letter", []string{"/", "…", "p"}, "r"},
	{"search-id", []string{"/", "…", `"44445555666`}, "6"},
	{"palette-argument", []string{":", "…", `"goto p`}, "r"},
	{"back", []string{"3"}, "esc"},
	{"list", nil, "t"},
	{"list-sort", []string{"t"}, "s"},
	{"list-reverse", []string{"t", "…"}, "S"},
	{"list-filter", []string{"t", "f"}, "1"},
	{"list-last", []string{"t"}, "end"},
	{"unfold-all", nil, "+"},
	{"fold-all", []string{"+"}, "-"},
	{"last", []string{"+"}, "end"},
	{"down", []string{"+"}, "down"},
	{"compare", nil, "C"},
	{"compare-picked", []string{"down", "C", "…"}, "enter"},
	{"policies", nil, "2"},
	{"policies-sort-size", []string{"2", "…"}, "s"},
	{"policies-sort-attached", []string{"2", "…", "s"}, "s"},
	{"policies-sort-accounts", []string{"2", "…", "s", "s"}, "s"},
	{"policies-sort-problems", []string{"2", "…", "s", "s", "s"}, "s"},
	{"policies-page", []string{"2", "…"}, "pgdown"},
	{"delegations", nil, "3"},
	{"findings", nil, "4"},
	{"ask", nil, "a"},
	{"palette", nil, ":"},
	{"what-if", nil, "w"},
	{"activity", nil, "A"},
	{"lens", []string{"a", "\"lambda:CreateFunction", "…"}, "ctrl+n"},
	{"answers", []string{"a", "\"lambda:CreateFunction", "…", "ctrl+n", "…"}, "v"},
	{"answers-fold", []string{"a", "\"lambda:CreateFunction", "…", "ctrl+n", "…", "v", "…"}, "-"},
	{"answers-filter", []string{"a", "\"lambda:CreateFunction", "…", "ctrl+n", "…", "v", "…", "f"}, "p"},
	{"answers-allowed-first", []string{"a", "\"lambda:CreateFunction", "…", "ctrl+n", "…", "v", "…"}, "s"},
	{"exactly", []string{"a", "\"lambda:CreateFunction", "…", "ctrl+n", "…"}, "="},
	{"answers-s3", []string{"a", "\"s3:PutObject", "…", "ctrl+n", "…"}, "v"},
	{"answers-ec2", []string{"a", "\"ec2:RunInstances", "…", "ctrl+n", "…"}, "v"},
}

// BenchmarkFirstUse measures keys at 50,000 accounts at their first use: Update
// and View at 120×40. It reports too how long the longest part of the work that
// follows keeps a next key waiting.
func BenchmarkFirstUse(b *testing.B) {
	s := sample.Large(50_000, 2000, 2000)
	for _, use := range keyUses {
		b.Run(use.name, func(b *testing.B) {
			var longest time.Duration
			for range b.N {
				b.StopTimer()
				p := newPlayer(b, s)
				for _, k := range use.before {
					if k == "…" {
						p.settle(4 * time.Second)
						continue
					}
					p.press(k)
				}
				p.longest = 0
				b.StartTimer()
				p.press(use.key)
				b.StopTimer()
				p.longest = 0
				p.settle(4 * time.Second)
				longest = max(longest, p.longest)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/key")
			b.ReportMetric(float64(longest.Microseconds())/1000, "ms/longest-part")
		})
	}
}
