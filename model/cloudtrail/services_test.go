package cloudtrail_test

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"deputy/model/cloudtrail"
)

// Events of many services, written by hand in the forms that AWS documents, and a line
// for each with the request that it records.
var (
	//go:embed testdata/events.jsonl
	serviceEvents string
	//go:embed testdata/requests.txt
	serviceRequests string
)

// usual are the condition keys that nearly every event has.
var usual = []string{"aws:RequestedRegion", "aws:SourceIp", "aws:UserAgent", "aws:CurrentTime", "aws:userid", "aws:MultiFactorAuthPresent", "aws:TokenIssueTime", "aws:ViaAWSService"}

// TestServices ensures that an event of each service comes to the request that AWS
// authorized.
func TestServices(t *testing.T) {
	want := strings.Split(strings.TrimSpace(serviceRequests), "\n")[1:]
	n := 0
	err := cloudtrail.Read(strings.NewReader(serviceEvents), func(e *cloudtrail.Event) error {
		r := e.Request()
		var keys []string
		for _, key := range slices.Sorted(maps.Keys(r.Given)) {
			if !slices.Contains(usual, key) {
				keys = append(keys, key+"="+strings.Join(r.Given[key], ","))
			}
		}
		got := fmt.Sprintf("%s|%s|%s|%s|%s", r.Action, r.Resource, r.ResourceAccount, r.Principal, strings.Join(keys, " "))
		if got != want[n] || !r.KnownAction || r.Given["aws:RequestedRegion"] == nil {
			t.Errorf("%s %s:\ngot  %s\nwant %s", e.Source, e.Name, got, want[n])
		}
		if err := r.Check(); err != nil {
			t.Errorf("%s: %s", e.Name, err)
		}
		n++
		return nil
	}, func(s cloudtrail.Skipped) { t.Error(s) })
	if err != nil || n != len(want) || n < 30 {
		t.Errorf("%d events for %d requests: %v", n, len(want), err)
	}
}
