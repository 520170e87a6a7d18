package aws

import (
	"bufio"
	"cmp"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
)

// Profiles returns the names of the profiles in the shared configuration and
// credentials files, sorted. A file that does not exist has none.
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
func Profiles() []string {
	var names []string
	for _, file := range []struct {
		path   string
		prefix bool
	}{
		{cmp.Or(os.Getenv("AWS_CONFIG_FILE"), config.DefaultSharedConfigFilename()), true},
		{cmp.Or(os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), config.DefaultSharedCredentialsFilename()), false},
	} {
		f, err := os.Open(file.path)
		if err != nil {
			continue // the SDK says what is wrong, if a profile in it is used
		}
		names = append(names, sections(f, file.prefix)...)
		_ = f.Close() // it was only read
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// sections returns the profiles that a file defines. In the configuration file
// the name of each but default follows the word profile; its other sections,
// such as sso-session, are no profiles.
func sections(r io.Reader, prefix bool) []string {
	var names []string
	for lines := bufio.NewScanner(r); lines.Scan(); {
		name, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "[")
		name, _, closed := strings.Cut(name, "]")
		if !ok || !closed {
			continue
		}
		name = strings.TrimSpace(name)
		if prefix && name != "default" {
			word, rest, spaced := strings.Cut(strings.ReplaceAll(name, "\t", " "), " ")
			if word != "profile" || !spaced {
				continue
			}
			name = strings.TrimSpace(strings.Trim(strings.TrimSpace(rest), `"'`))
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// CurrentProfile returns the profile in use: the chosen one, else the one in the
// environment, else default.
func CurrentProfile(chosen string) string {
	return cmp.Or(chosen, os.Getenv("AWS_PROFILE"), os.Getenv("AWS_DEFAULT_PROFILE"), "default")
}
