// Command browser opens reports in headless Chromium and fails if a script runs in
// one, a request leaves it, or it cannot be printed. DEPUTY is the built program:
//
//	DEPUTY=./deputy go run ./.ci/browser
//
// It looks at the built-in organization and at such whose names try to become markup,
// three ways: the page as it is; without its Content-Security-Policy, where the
// escaping alone must hold; and with a script and an image put into it, where the
// policy alone must hold. A page with neither shows that the same checks find a script
// and a request. CHROMIUM names the browser if it has another name; where there is
// none, it is installed with apt-get if that is possible, else nothing is checked.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"deputy/model"
	"deputy/model/codec"
	"deputy/model/modeltest"
	"deputy/model/sample"
)

// patience is how long the browser may take for one page.
const patience = 2 * time.Minute

// host is where requests of a page would go; it exists nowhere.
const host = "attacker.invalid"

// attack is what is put into a page to see whether its policy holds: a script that
// changes the page, and an image.
const attack = `<script>document.title = "changed"</script><img src="https://` + host + `/picture.png" alt="">`

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		os.Exit(1)
	}
}

func run() error {
	chromium := find()
	if chromium == "" {
		fmt.Println("NOT CHECKED: there is no Chromium, and apt-get cannot install it. Set CHROMIUM to one.")
		return nil
	}
	folder, err := os.MkdirTemp("", "deputy-browser-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	b := &browser{path: chromium, folder: folder}
	pages, err := b.reports()
	if err != nil {
		return err
	}
	if err := b.control(); err != nil {
		return err
	}
	for name, page := range pages {
		if err := b.check(name, page); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	fmt.Printf("%d reports: no script runs, no request leaves, all can be printed\n", len(pages))
	return nil
}

// find returns the path of a Chromium, installed if need be; empty if there is none.
func find() string {
	names := []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	look := func() string {
		for _, name := range names {
			if path, err := exec.LookPath(name); name != "" && err == nil {
				return path
			}
		}
		return ""
	}
	if path := look(); path != "" {
		return path
	}
	install := exec.Command("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
	install.Stdout, install.Stderr = os.Stderr, os.Stderr
	if err := install.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "install chromium:", err)
	}
	return look()
}

// browser is a Chromium with a folder of its own.
type browser struct{ path, folder string }

// reports lets deputy write the reports, and returns their texts.
func (b *browser) reports() (map[string][]byte, error) {
	markup := func(i int) string { return modeltest.Markup[i%len(modeltest.Markup)] }
	snapshots := map[string]*model.Snapshot{"demo": sample.Demo(), "markup": modeltest.Rename(sample.Demo(), markup)}
	for _, v := range sample.Hostile() {
		snapshots[strings.ReplaceAll(v.Name, " ", "-")] = v.Snapshot
	}
	pages := map[string][]byte{}
	for name, s := range snapshots {
		var saved bytes.Buffer
		if err := codec.Encode(&saved, s); err != nil {
			return nil, err
		}
		from, to := filepath.Join(b.folder, name+".json"), filepath.Join(b.folder, name+"-report.html")
		if err := os.WriteFile(from, saved.Bytes(), 0o600); err != nil {
			return nil, err
		}
		c := exec.Command(os.Getenv("DEPUTY"), "report", to, "--documents", "--snapshot", from)
		c.Stderr = os.Stderr
		if err := c.Run(); err != nil {
			return nil, fmt.Errorf("deputy report of %s: %w", name, err)
		}
		page, err := os.ReadFile(to)
		if err != nil {
			return nil, err
		}
		pages[name] = page
	}
	return pages, nil
}

// control shows that a script that runs and a request that leaves are found.
func (b *browser) control() error {
	found, err := b.open("control", []byte("<!DOCTYPE html><title>as written</title>"+attack))
	if err != nil {
		return err
	}
	if !found.script || !found.request {
		return fmt.Errorf("the checks are blind: a script ran: %v, a request left: %v", found.script, found.request)
	}
	return nil
}

// policy matches the page's Content-Security-Policy.
var policy = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>\n`)

// check opens a report in three ways, and prints it.
func (b *browser) check(name string, page []byte) error {
	bare := policy.ReplaceAll(page, nil)
	if len(bare) == len(page) {
		return errors.New("the page has no Content-Security-Policy")
	}
	attacked := bytes.Replace(page, []byte("<main"), []byte(attack+"<main"), 1)
	for way, text := range map[string][]byte{"as-it-is": page, "without-policy": bare, "attacked": attacked} {
		found, err := b.open(name+"-"+way, text)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", way, err)
		case found.script:
			return fmt.Errorf("%s: a script ran", way)
		case found.request:
			return fmt.Errorf("%s: a request left", way)
		}
	}
	pdf := filepath.Join(b.folder, name+".pdf")
	if _, err := b.start(name+"-as-it-is", "--print-to-pdf="+pdf); err != nil {
		return err
	}
	printed, err := os.ReadFile(pdf)
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	pages := regexp.MustCompile(`/Type\s*/Page\b`).FindAll(printed, -1)
	if len(pages) == 0 {
		return errors.New("the print has no pages")
	}
	fmt.Printf("%-36s %8d bytes, printed on %d pages\n", name, len(page), len(pages))
	return nil
}

// sighting is what a page did.
type sighting struct{ script, request bool }

// request matches a request in Chromium's log of the network, of which the browser
// itself makes some to its vendor.
var request = regexp.MustCompile(`"url":"(?:https?|wss?|ftp)://[^"]*"`)

// open opens a page, and says what it did. A script is seen by what it changes: the
// document in the browser is not the one that was written.
func (b *browser) open(name string, page []byte) (sighting, error) {
	file := filepath.Join(b.folder, name+".html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		return sighting{}, err
	}
	log := filepath.Join(b.folder, name+".net.json")
	shown, err := b.start(name, "--log-net-log="+log, "--dump-dom")
	if err != nil {
		return sighting{}, err
	}
	got, want := document(shown), document(page)
	if len(got) < 3 {
		return sighting{}, errors.New("the browser shows no page")
	}
	network, err := os.ReadFile(log)
	if err != nil {
		return sighting{}, err
	}
	found := sighting{script: !slices.Equal(got, want)}
	for _, r := range request.FindAll(network, -1) {
		found.request = found.request || bytes.Contains(r, []byte(host)) || bytes.Contains(r, []byte("amazon"))
	}
	return found, nil
}

// document returns the elements and texts of a page, one after the other.
func document(page []byte) (all []string) {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil
	}
	for n := range root.Descendants() {
		text := strings.TrimSpace(n.Data)
		if text == "" {
			continue
		}
		for _, a := range n.Attr {
			text += " " + a.Key + "=" + a.Val
		}
		all = append(all, text)
	}
	return all
}

// start lets the browser do something with a page, without reaching any host, and
// returns what it prints.
func (b *browser) start(name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	profile := filepath.Join(b.folder, "profile")
	args = append([]string{
		"--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--disable-default-apps", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--user-data-dir=" + profile,
	}, args...)
	var failed bytes.Buffer
	c := exec.CommandContext(ctx, b.path, append(args, "file://"+filepath.Join(b.folder, name+".html"))...)
	c.Stderr = &failed
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", b.path, err, failed.Bytes())
	}
	return out, os.RemoveAll(profile)
}
