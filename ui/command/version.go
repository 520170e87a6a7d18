package command

import (
	"cmp"
	"encoding/json"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"deputy/model/phrase"
)

// Build says what the program was made of. A member is empty where the compiler did
// not record it.
type Build struct {
	Version  string   `json:"version"`
	Commit   string   `json:"commit"`
	Modified bool     `json:"modified"` // files differed from the commit
	Date     string   `json:"date"`     // of the commit, RFC 3339 in UTC
	Go       string   `json:"go"`       // the version of the compiler
	Platform string   `json:"platform"` // system and processor, such as linux/amd64
	Modules  []Module `json:"modules"`
}

// Module is a Go module that the program links.
type Module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	Sum     string `json:"sum"` // as go.sum has it
}

// summary returns the first lines of deputy version, which are what --version prints.
func (b *Build) summary() [][2]string {
	commit := cmp.Or(b.Commit, "not recorded")
	if b.Modified {
		commit += ", with changes"
	}
	return [][2]string{
		{"commit", commit},
		{"date", cmp.Or(b.Date, "not recorded")},
		{"go", strings.TrimSpace(b.Go + " " + b.Platform)},
	}
}

// versionText returns what stands behind "deputy version".
func (s *session) versionText() string {
	lines := []string{s.Version}
	for _, x := range s.Build.summary() {
		lines = append(lines, x[0]+" "+x[1])
	}
	return strings.Join(lines, "\n")
}

func (s *session) version() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version, and what the program was built from",
		Long: `version prints the version, the commit and its date, the version of Go, and the
modules that the program contains, each with its version. With --json each module
also has its checksum, as in go.sum. deputy --version prints the first lines.`,
		Example: example("deputy version", "deputy version --json"),
		Args:    exactly(),
		// This must work whatever is set up: no flag, variable or configuration counts.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(*cobra.Command, []string) error {
			return s.print("version", asJSON, func(w io.Writer) error {
				b := s.Build
				b.Version = s.Version
				text, err := json.Marshal(b)
				return writeLine(w, text, err)
			}, s.versionPage)
		},
	}
	jsonFlag(c, &asJSON, "them")
	return c
}

func (s *session) versionPage() *page {
	p := &page{}
	for line := range strings.Lines("deputy version " + s.versionText()) {
		p.line(strings.TrimSuffix(line, "\n"))
	}
	p.line(phrase.Count(len(s.Build.Modules), "module"))
	rows := make([][]string, len(s.Build.Modules))
	for i, m := range s.Build.Modules {
		rows[i] = []string{"  " + m.Path, m.Version}
	}
	p.table(rows)
	return p
}
