package stage_test

import "time"

// compared holds two nodes side by side.
func compared(a, b string) func(*rig) {
	return at(func(r *rig) {
		r.found(a)
		r.Press("C")
		r.Type(b)
		r.Press("enter")
	})
}

// addChange adds a change of a node to the what-if: a row of the menu, and
// what is chosen for it.
func addChange(r *rig, row int, chosen string) {
	r.Press("w")
	for range row {
		r.Press("down")
	}
	r.Press("enter")
	r.Type(chosen)
	r.Press("enter")
	r.Wait(time.Second)
}

const draftText = `{"Version":"2012-10-17","Statement":[{"Sid":"NoQueues","Effect":"Deny","Action":["sqs:*"],"Resource":"*"}]}`

// whatIfStories are comparisons and what-ifs.
func whatIfStories() []story {
	question := func(account, action, resource string) func(*rig) {
		return func(r *rig) {
			asked(account, action, resource)(r)
			for _, field := range []string{"", "eu-central-1", "role/Deployer"} {
				r.Type(field)
				r.Press("enter")
			}
			r.Press("esc")
		}
	}
	return []story{
		{name: "compare-choose", do: pressed("payments-prod", "C")},
		{name: "compare", do: compared("payments-prod", "sandbox-kim")},
		{name: "compare-asked", do: func(r *rig) {
			question("payments-prod", "redshift:CreateCluster", "*")(r)
			compared("payments-prod", "sandbox-kim")(r)
		}},
		{name: "compare-ordinary", do: func(r *rig) {
			asked("payments-prod", "rds:CreateDBInstance", "")(r)
			r.Press("esc")
			compared("payments-prod", "ou-4x9a-60ufpbms")(r)
		}},
		{name: "what-if-ordinary", do: func(r *rig) {
			asked("payments-prod", "rds:CreateDBInstance", "")(r)
			r.Press("esc")
			r.found("ou-4x9a-iqh17pvk")
			addChange(r, 2, "RequireTags")
		}},
		{name: "compare-units", do: compared("ou-4x9a-w7k2p9da", "ou-4x9a-60ufpbms")},
		{name: "compare-barred", do: pressed("", "3", "C")},
		{name: "what-if-choose", do: pressed("payments-prod", "w")},
		{name: "what-if-moved", do: at(func(r *rig) {
			r.found("payments-prod")
			addChange(r, 0, "Sandbox")
		})},
		{name: "what-if-asked", do: func(r *rig) {
			question("payments-prod", "redshift:CreateCluster", "*")(r)
			r.found("ou-4x9a-w7k2p9da")
			addChange(r, 0, "Sandbox")
		}},
		{name: "what-if-several", do: at(func(r *rig) {
			r.found("payments-prod")
			addChange(r, 0, "Sandbox")
			addChange(r, 1, "NoPublicS3")
		})},
		{name: "what-if-ask", do: func(r *rig) {
			question("payments-prod", "redshift:CreateCluster", "*")(r)
			r.found("payments-prod")
			addChange(r, 0, "Sandbox")
			r.Press("a")
		}},
		{name: "what-if-only-policy", do: at(func(r *rig) {
			r.found("payments-prod")
			addChange(r, 2, "FullAWSAccess")
		})},
		{name: "what-if-policy", do: pressed("", "2", "down", "w")},
		{name: "what-if-line", do: pressed("payments-prod", "enter", "tab", "w")},
		{name: "what-if-unread", begin: hangs("DescribePolicy", 0), do: func(r *rig) {
			r.Wait(20 * time.Second)
			r.found("payments-prod")
			addChange(r, 0, "Sandbox")
		}},
		{name: "idle-statement", do: at(func(r *rig) {
			r.Press("2", "f")
			r.Type("training")
			r.Press("enter", "enter")
		})},
		{name: "draft", do: at(func(r *rig) {
			r.found("payments-prod")
			r.Press("w", "down", "down", "down", "enter")
			r.Paste(draftText)
		})},
		{name: "what-if-draft", do: at(func(r *rig) {
			r.found("payments-prod")
			r.Press("w", "down", "down", "down", "enter")
			r.Paste(draftText)
			r.Press("enter")
		})},
	}
}
