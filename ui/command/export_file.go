package command

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"deputy/ui/widget"
)

// maxSameName is how many exports of one name a folder can have.
const maxSameName = 1000

// saveExport writes a new file into the folder from which deputy was started, only
// for this user to read, and returns its path. It never writes over a file.
func (w *System) saveExport(name, ending string, text []byte) (path string, err error) {
	folder, err := filepath.Abs(".")
	if err != nil {
		return "", fmt.Errorf("find the working directory: %w", err)
	}
	for n := 1; n <= maxSameName; n++ {
		base := "deputy-" + fileName(name)
		if n > 1 {
			base += "-" + strconv.Itoa(n)
		}
		path = filepath.Join(folder, base+ending)
		err = writeNew(path, text)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		return widget.Clean(path), nil
	}
	return "", fmt.Errorf("%s already has %d exports of this name: remove some", widget.Clean(folder), maxSameName)
}

// fileName returns a name that every file system takes: letters, digits and dashes.
func fileName(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == 60 {
			break
		}
	}
	if short := strings.Trim(b.String(), "-"); short != "" {
		return short
	}
	return "export"
}
