package stage_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"deputy/ui/stage"
)

// TestPicture keeps the README's picture a frame of the program as it is: an
// account's SCPs in the demo organization.
func TestPicture(t *testing.T) {
	t.Parallel()
	name := filepath.Join("..", "..", ".github", "demo.svg")
	play(t, setting{}, func(r *rig) {
		r.loaded()
		r.on("payments-prod")
		r.Press("tab")
		got := stage.Picture(r.Styled(), 120, 40)
		if flag.Lookup("update").Value.String() == "true" {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if string(kept) != got {
			t.Errorf("the picture in %s is not what the program shows; run go test ./ui/stage -run TestPicture -update and look at it", name)
		}
	})
}
