//go:build unix

package phrase_test

import (
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"deputy/model/phrase"
)

// TestShellTakesQuotedWords ensures that a shell takes every word of a command as
// it was, whatever is in it.
func TestShellTakesQuotedWords(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	pieces := strings.Split("' \" $ ` \\ \n \r \t ; & | < > ( ) { } [ ] * ? ! # ~ = - % a b é \x1b \x7f \xff \u2028 $(id) ${HOME} -- --x", " ")
	words := []string{"", " ", "\n", "'", "''", "$(exit 1)", "-n", "~", "#", "a\n"}
	for range 3000 {
		word := ""
		for range random.IntN(8) {
			word += pieces[random.IntN(len(pieces))]
		}
		words = append(words, word)
	}
	for chunk := range slices.Chunk(words, 200) {
		command := phrase.ShellCommand(append([]string{"printf", `%s\0`}, chunk...)...)
		out, err := exec.CommandContext(t.Context(), shell, "-c", command).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); !slices.Equal(got, chunk) {
			t.Errorf("the shell takes %q as %q", chunk, got)
		}
	}
}
