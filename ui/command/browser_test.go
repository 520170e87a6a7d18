package command

import (
	"slices"
	"testing"
)

func TestBrowserRunsOutsideTheTerminal(t *testing.T) {
	const page = "https://console.aws.amazon.com/organizations/v2/home/root"
	for _, c := range []struct {
		system string
		env    []string
		url    string
		want   []string
	}{
		{"linux", []string{"DISPLAY=:0"}, page, []string{"xdg-open", page}},
		{"linux", []string{"WAYLAND_DISPLAY=wayland-0"}, page, []string{"xdg-open", page}},
		{"linux", nil, page, nil},
		{"darwin", nil, page, []string{"open", page}},
		{"windows", nil, page, []string{"rundll32", "url.dll,FileProtocolHandler", page}},
		{"darwin", nil, "file:///etc/passwd", nil},
	} {
		w := &System{Environ: c.env}
		got, err := w.browserCommand(c.system, c.url)
		if !slices.Equal(got, c.want) || (err != nil) != (c.want == nil) {
			t.Errorf("%s with %v opens %s by %q, %v", c.system, c.env, c.url, got, err)
		}
	}
}
