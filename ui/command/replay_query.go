package command

import (
	"io"
	"regexp"
	"time"

	"deputy/model"
	"deputy/model/replay"
)

// engines are the engines of --query by their names.
var engines = map[string]replay.Engine{"athena": replay.Athena, "lake": replay.Lake}

// tableName matches what may stand as a table in SQL: names with dots between them,
// quoted or not, and the ID of an event data store.
var tableName = regexp.MustCompile(`^("[\w.$-]+"|[\w-]+)(\.("[\w.$-]+"|[\w-]+)){0,2}$`)

// checkQuery returns what is wrong with the flags of --query.
func (f *replayFlags) checkQuery() error {
	if f.query == "" {
		if f.table != "" || f.since != "" || f.until != "" {
			return bad("--table, --since and --until belong to --query")
		}
		return nil
	}
	if engines[f.query] == 0 {
		return bad("--query %s: write athena or lake", f.query)
	}
	if !tableName.MatchString(f.table) {
		return bad("--table %q: give the name of the table, such as cloudtrail_logs or \"db\".\"table\", or the ID of the event data store", f.table)
	}
	for _, day := range []string{f.since, f.until} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return bad("%q is not a day: write it as 2026-09-01", day)
		}
	}
	return nil
}

// printQuery prints the SQL that reduces a trail to what the policies and a change
// need of it.
func (l *loader) printQuery(f *replayFlags, edits model.Edits) error {
	p, err := replay.New(l.reading, edits)
	if err != nil {
		return bad("%s", err)
	}
	text := p.SQL(replay.Query{Engine: engines[f.query], Table: f.table, Since: f.since, Until: f.until})
	_, err = io.WriteString(l.s.Stdout, cleanLines(text))
	return err
}
