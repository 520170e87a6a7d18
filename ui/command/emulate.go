package command

import (
	"context"
	"net/netip"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

func (s *session) emulate() *cobra.Command {
	var listen, faults string
	c := &cobra.Command{
		Use:     "emulate --listen 127.0.0.1:PORT",
		GroupID: "try",
		Short:   "Serve the built-in organization to any AWS client on this machine",
		Long: `emulate serves the built-in organization, or with --snapshot a copy of a saved
reading, to any AWS client on this machine. It checks no credentials, so it
listens only on loopback addresses. A caller whose access key ID is AKIA, an
account ID and DEMO acts as that account; any other key acts as the management
account.`,
		Example: example("deputy emulate --listen 127.0.0.1:4566",
			"AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws organizations list-roots"),
		Args: exactly(),
		RunE: func(c *cobra.Command, _ []string) error { return s.serve(c.Context(), listen, faults) },
	}
	c.Flags().StringVar(&listen, "listen", "", "the loopback `ADDRESS`:PORT to serve on; port 0 takes any")
	c.Flags().StringVar(&faults, "faults", "", "a `FILE` with the emulator's faults as JSON")
	return c
}

// serve serves until ctx ends.
func (s *session) serve(ctx context.Context, listen, faults string) error {
	if err := checkListen(listen); err != nil {
		return err
	}
	set, err := s.settings(ctx)
	if err != nil {
		return err
	}
	e := Emulation{Listen: listen, Snapshot: set.Snapshot, Ready: func(address string) {
		var p page
		p.line("serving on http://" + address)
		s.warn(p.writeTo(s.Stdout))
	}}
	if faults != "" {
		e.FaultsFile = faults
		text, err := await(ctx, func() (string, error) {
			return s.readText(faults, maxFaults, "give only the emulator's faults")
		})
		if err != nil {
			return err
		}
		e.Faults = []byte(text)
	}
	return s.Emulate(ctx, e)
}

// checkListen refuses any address that other machines could reach.
func checkListen(listen string) error {
	host, port, found := cutLast(listen, ":")
	if n, err := strconv.Atoi(port); !found || err != nil || n < 0 || n > 65535 {
		return bad("--listen is %q: give an address and a port, such as 127.0.0.1:4566", listen)
	}
	if host == "localhost" {
		return nil
	}
	if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil || !a.IsLoopback() {
		return bad("--listen is %q: the emulator checks no credentials, so it serves only loopback addresses, such as 127.0.0.1:%s", listen, port)
	}
	return nil
}

// cutLast cuts around the last separator.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// maxFaults is how long the file of faults may be.
const maxFaults = 1 << 20
