package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"deputy/model"
)

// TestLatest ensures that the reading of the profile is found, else the youngest,
// that another endpoint's is not, and that a damaged file is left where it is.
func TestLatest(t *testing.T) {
	s := New(t.TempDir())
	if found, err := s.Latest(t.Context(), "default", ""); found != nil || err != nil {
		t.Errorf("of an empty folder: %v, %v", found, err)
	}
	for i, x := range []struct{ id, profile, endpoint string }{{"o-older11111", "work", ""}, {"o-younger222", "", ""}, {"o-other33333", "work", "http://127.0.0.1:4566"}} {
		p := Place{Partition: "aws", Organization: x.id, Endpoint: x.endpoint}
		snapshot := &model.Snapshot{Organization: model.Organization{ID: x.id}, Caller: model.Caller{Partition: "aws", Profile: x.profile}, Taken: time.Unix(int64(i), 0).UTC()}
		if err := s.Save(p, snapshot); err != nil {
			t.Fatal(err)
		}
		folder, err := s.folder(p)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(int64(1000+i), 0)
		if err := os.Chtimes(filepath.Join(folder, readingName), at, at); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ profile, endpoint, want string }{
		{"work", "", "o-older11111"}, {"default", "", "o-younger222"}, {"new", "", "o-younger222"}, {"new", "http://127.0.0.1:4566", "o-other33333"},
	} {
		found, err := s.Latest(t.Context(), c.profile, c.endpoint)
		if err != nil || found == nil || found.Organization.ID != c.want {
			t.Errorf("of profile %s at %q: %v, %v, not %s", c.profile, c.endpoint, found, err, c.want)
		}
	}
	damaged := filepath.Join(s.dir, "aws", "o-younger222", readingName)
	if err := os.WriteFile(damaged, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := s.Latest(t.Context(), "default", ""); err != nil || found == nil || found.Organization.ID != "o-older11111" {
		t.Errorf("beside a damaged file: %v, %v", found, err)
	}
	if _, err := os.Stat(damaged); err != nil {
		t.Errorf("the damaged file was moved: %v", err)
	}
}
