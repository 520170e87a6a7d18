package sample

import (
	"deputy/model"
)

// member is an account in short.
type member struct {
	id     model.AccountID
	parent model.NodeID
	name   string
	joined string // year, month and day
	state  model.AccountState
	by     string
}

// members lists the accounts of the demo organization, the management account
// first.
var members = []member{
	{"111122223333", root, "Acme Root", "2019-02-04", model.StateActive, invited},
	{"410077827584", root, "acme-domains", "2019-02-18", model.StateActive, invited},
	{"209372066264", root, "legacy-erp", "2019-05-06", model.StateActive, invited},
	{"222233334444", securityProd, "security-tooling", "2020-03-16", model.StateActive, created},
	{"666677778888", securityProd, "log-archive", "2020-03-16", model.StateActive, created},
	{"566061915816", securityProd, "audit", "2020-03-17", model.StateActive, created},
	{"468529858957", securityProd, "backup-vault", "2022-09-12", model.StateActive, created},
	{"674712001744", securityTest, "security-tooling-test", "2021-01-25", model.StateActive, created},
	{"555566667777", network, "network-prod", "2020-04-02", model.StateActive, created},
	{"201696101406", network, "network-test", "2020-04-02", model.StateActive, created},
	{"549445974251", network, "dns", "2020-06-23", model.StateActive, created},
	{"839919193859", shared, "identity", "2020-04-20", model.StateActive, created},
	{"414928452000", shared, "ci-cd", "2020-05-11", model.StateActive, created},
	{"697671900307", shared, "artifacts", "2021-02-08", model.StateActive, created},
	{"806327065584", shared, "monitoring", "2020-09-01", model.StateActive, created},
	{"333344445555", shared, "finops", "2021-11-15", model.StateActive, created},
	{"558192155802", shared, "platform-automation", "2022-02-21", model.StateActive, created},
	{"594694003130", infraTest, "infra-test", "2020-05-12", model.StateActive, created},
	{"444455556666", prod, "payments-prod", "2020-07-06", model.StateActive, created},
	{"995253826931", prod, "checkout-prod", "2020-07-06", model.StateActive, created},
	{"919433658047", prod, "search-prod", "2020-08-17", model.StateActive, created},
	{"636293556800", prod, "orders-prod", "2020-08-17", model.StateActive, created},
	{"410542600259", prod, "catalog-prod", "2020-10-05", model.StateActive, created},
	{"439322368140", prod, "customer-prod", "2021-03-01", model.StateActive, created},
	{"813781399701", prod, "notifications-prod", "2022-01-10", model.StateActive, created},
	{"852656460839", prod, "recommendations-prod", "2023-04-17", model.StateActive, created},
	{"880087747607", data, "data-lake-prod", "2021-04-19", model.StateActive, created},
	{"595639700481", data, "streaming-prod", "2021-06-07", model.StateActive, created},
	{"915920303084", data, "analytics-prod", "2021-04-19", model.StateActive, created},
	{"228140861416", regulated, "ledger-prod", "2021-09-13", model.StateActive, created},
	{"571141165648", regulated, "fraud-prod", "2022-05-02", model.StateActive, created},
	{"671474205176", cardVault, "card-vault-prod", "2021-09-13", model.StateActive, created},
	{"520346541458", edge, "edge-prod", "2022-06-13", model.StateActive, created},
	{"784107195990", edge, "media-prod", "2022-06-13", model.StateActive, created},
	{"620163092502", staging, "payments-staging", "2020-07-06", model.StateActive, created},
	{"256737219498", staging, "checkout-staging", "2020-07-06", model.StateActive, created},
	{"452353021231", staging, "search-staging", "2020-08-17", model.StateActive, created},
	{"200240382246", staging, "orders-staging", "2020-08-17", model.StateActive, created},
	{"931422886168", staging, "data-staging", "2021-04-19", model.StateActive, created},
	{"847033492299", loadTest, "load-generator", "2021-10-04", model.StateActive, created},
	{"650932691474", loadTest, "load-target", "2021-10-04", model.StateActive, created},
	{"506330484249", dev, "payments-dev", "2020-07-06", model.StateActive, created},
	{"326421430810", dev, "checkout-dev", "2020-07-06", model.StateActive, created},
	{"476743181157", dev, "search-dev", "2020-08-17", model.StateActive, created},
	{"672436147415", dev, "orders-dev", "2020-08-17", model.StateActive, created},
	{"468868403078", dev, "data-dev", "2021-04-19", model.StateActive, created},
	{"565487627304", dev, "mobile-dev", "2023-01-16", model.StateActive, created},
	{"521022013737", sandbox, "sandbox-ada", "2021-05-03", model.StateActive, created},
	{"506347425476", sandbox, "sandbox-grace", "2022-03-28", model.StateActive, created},
	{"247355037680", sandbox, "sandbox-linus", "2023-08-14", model.StateActive, created},
	{"476251752788", sandbox, "sandbox-ml", "2024-11-04", model.StateActive, created},
	{"590799598972", training, "training-1", "2025-09-01", model.StateActive, created},
	{"832797637915", training, "training-2", "2025-09-01", model.StateActive, created},
	{"834886405939", policyStagingProd, "policy-canary", "2022-10-24", model.StateActive, created},
	{"232569997668", exceptions, "us-marketing", "2023-02-06", model.StateActive, created},
	{"211190165901", exceptions, "partner-integration", "2023-10-09", model.StateActive, created},
	{"630925428552", bluebird, "bluebird-booking", "2026-03-02", model.StateActive, invited},
	{"694257124248", bluebird, "bluebird-www", "2026-03-02", model.StateActive, invited},
	{"625106799908", bluebird, "bluebird-archive", "2026-11-16", model.StatePendingActivation, invited},
	{"335854285905", suspended, "licensing-old", "2020-11-09", model.StateSuspended, created},
	{"267082871208", suspended, "hackathon-2025", "2025-04-28", model.StatePendingClosure, created},
	{"651252110568", suspended, "loyalty-prod", "2021-08-02", model.StateClosed, created},
	{"583366875819", suspended, "sandbox-kim", "2022-11-07", model.StateClosed, created},
}
