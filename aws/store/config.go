package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/adrg/xdg"

	"deputy/model/phrase"
	"deputy/model/strictjson"
)

// Config is the user's settings, those by profile and those of the screen:
//
//	{"profiles": {"NAME": {"readOnly": true, "changeProfile": "NAME", "changeRole": "ARN", "pace": 50}},
//	 "keys": {"ACTION": ["KEY"]},
//	 "commands": [{"name": "NAME", "key": "KEY", "run": ["PROGRAM", "ARGUMENT"], "readOnly": true}]}
//
// Flags and environment variables take precedence over it.
type Config struct {
	Profiles map[string]Profile  `json:"profiles"` // by the name of the AWS profile; "default" for none
	Keys     map[string][]string `json:"keys"`     // the keys of actions, by their names
	Commands []Command           `json:"commands"` // programs of your own
	Appearance
}

// Profile is how deputy behaves with one profile of the AWS configuration.
type Profile struct {
	ReadOnly        bool   `json:"readOnly"`        // nothing is ever changed
	ChangeProfile   string `json:"changeProfile"`   // the profile that plans use; empty for the same
	ChangeRole      string `json:"changeRole"`      // the ARN of the role that plans use; empty for none
	DelegateProfile string `json:"delegateProfile"` // the profile that makes the steps of a delegate itself; empty for none
	DelegateRole    string `json:"delegateRole"`    // the role that is assumed for them, an ARN or its name there; empty for none
	Pace            Pace   `json:"pace"`            // per cent of AWS's limits, 1 to 100; 0 for the default
}

// Pace is a share of AWS's limits in per cent, 1 to 100; 0 for the default.
type Pace int

// UnmarshalJSON implements json.Unmarshaler.
func (p *Pace) UnmarshalJSON(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 0 || n > 100 {
		return fmt.Errorf("it must be a number from 1 to 100, not %s", phrase.Shorten(string(text)))
	}
	*p = Pace(n)
	return nil
}

// Profile returns the settings of a profile; the empty name is "default". They
// are zero where nothing is set.
func (c Config) Profile(name string) Profile {
	if name == "" {
		name = "default"
	}
	return c.Profiles[name]
}

// DefaultConfig returns the path of the configuration: deputy/config.json in the
// XDG configuration folder.
func DefaultConfig() string { return filepath.Join(xdg.ConfigHome, "deputy", "config.json") }

// configLimit is the size of the largest configuration that is read, in bytes.
const configLimit = 1 << 20

// LoadConfig reads the configuration. A file that does not exist sets nothing;
// one with a mistake is an error, for a read-only mode that is misspelt must
// not be ignored.
func LoadConfig(path string) (Config, error) {
	text, err := readConfig(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Config{}, nil
	}
	if err != nil {
		return Config{}, fmt.Errorf("read the configuration: %w", err)
	}
	c, err := decodeConfig(text)
	if err != nil {
		return Config{}, fmt.Errorf("the configuration %s has an error: %w. Correct it or move it away", path, err)
	}
	return c, nil
}

// readConfig reads a regular file of the user, or of the system's administrator.
// The path may be a symbolic link, as in a folder of settings that is kept
// elsewhere.
func readConfig(path string) (text []byte, err error) {
	file, err := os.OpenFile(path, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it is only read
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	switch id, own := ownerOf(info); {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is %s, not a regular file. Move it away", path, kindOf(info.Mode()))
	case !own && id != 0:
		return nil, fmt.Errorf("%s belongs to another user (ID %d). Use a file of your own", path, id)
	case info.Size() > configLimit:
		return nil, fmt.Errorf("%s has %d bytes, more than %d. Correct it or move it away", path, info.Size(), configLimit)
	}
	return io.ReadAll(io.LimitReader(file, configLimit))
}

func decodeConfig(text []byte) (Config, error) {
	var c Config
	if err := strictjson.Decode(text, &c); err != nil {
		return Config{}, err
	}
	return c, nil
}
