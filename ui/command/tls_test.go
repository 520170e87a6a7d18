package command_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"deputy/aws"
	"deputy/ui"
	"deputy/ui/command"
)

// TestUntrustedServer ensures that commands tell a certificate that this machine
// does not trust and a network that wants a login, with what to do, print no
// answer, and end with the code for what failed.
func TestUntrustedServer(t *testing.T) {
	portal := http.RedirectHandler("https://portal.example/login?next=secret", http.StatusFound)
	inspected, open := httptest.NewUnstartedServer(portal), httptest.NewServer(portal)
	inspected.Config.ErrorLog = log.New(io.Discard, "", 0)
	inspected.StartTLS()
	defer inspected.Close()
	defer open.Close()
	for _, c := range []struct {
		url  string
		says []string
	}{
		{inspected.URL, []string{"this machine does not trust the certificate of 127.0.0.1", "AWS_CA_BUNDLE"}},
		{open.URL, []string{"a redirect to https://portal.example", "Open https://portal.example in a browser"}},
	} {
		b := newBench(t)
		transport := http.DefaultTransport.(*http.Transport).Clone()
		defer transport.CloseIdleConnections()
		b.system.Backend = func(command.Settings) (ui.Backend, error) {
			return aws.New(aws.Options{Demo: true, Endpoint: c.url, Transport: transport, Keys: &aws.Keys{ID: "AKIA111122223333DEMO", Secret: "x"}}), nil
		}
		for _, args := range [][]string{{"delegations"}, {"can", payments, "s3:GetObject"}, {"register", "config", payments}} {
			b.run(command.Failed, args...)
			if b.out != "" {
				t.Errorf("deputy %s printed %s", args[0], b.out)
			}
			b.says(b.err, c.says...)
		}
	}
}
