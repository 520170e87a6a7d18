package command

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"
)

// browse opens a page in the user's browser, outside this terminal.
func (w *System) browse(url string) error {
	run, err := w.browserCommand(runtime.GOOS, url)
	if err != nil {
		return err
	}
	c := exec.CommandContext(context.Background(), run[0], run[1:]...) // it outlives the program
	if err := c.Start(); err != nil {
		return err
	}
	go func() { _ = c.Wait() }() // only so that no dead process is left
	return nil
}

// browserCommand returns the command that opens a page. Without a display, the opener of
// a Unix desktop would start a browser in this terminal.
func (w *System) browserCommand(system, url string) ([]string, error) {
	switch {
	case !strings.HasPrefix(url, "https://"):
		return nil, errors.New("deputy opens only https pages")
	case system == "darwin":
		return []string{"open", url}, nil
	case system == "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler", url}, nil
	case w.getenv("DISPLAY") == "" && w.getenv("WAYLAND_DISPLAY") == "":
		return nil, errors.New("this machine has no display")
	default:
		return []string{"xdg-open", url}, nil
	}
}
