package delegation

import (
	"cmp"
	"slices"
	"strconv"

	"deputy/model"
	"deputy/model/catalog"
)

// QuotaUse is how much of a principal's quota of administrators is used.
type QuotaUse struct {
	Principal model.Principal
	Quota     catalog.Quota
	Used      int
	Certain   bool // false if there may be more administrators
}

// Reached reports whether there is no room for another administrator.
func (u QuotaUse) Reached() bool { return u.Quota.Number > 0 && u.Used >= u.Quota.Number }

// String returns the use as the table shows it, such as "1 of 3": without a
// limit if none is known, and with … if not all administrators are known.
func (u QuotaUse) String() string {
	used := strconv.Itoa(u.Used)
	if !u.Certain {
		used = "…"
	}
	if u.Quota.Number == 0 {
		return used
	}
	return used + " of " + strconv.Itoa(u.Quota.Number)
}

// remaining returns how many more administrators are possible.
func (u QuotaUse) remaining() int {
	const plenty = 1 << 30
	if u.Quota.Number == 0 {
		return plenty - u.Used
	}
	return u.Quota.Number - u.Used
}

// Quota returns the quota with the least room left.
func (row *Row) Quota() QuotaUse {
	return slices.MinFunc(row.Quotas, func(a, b QuotaUse) int { return cmp.Compare(a.remaining(), b.remaining()) })
}
