package codec

import (
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// What a reading says of what lives in the management account.
type (
	savedManagementAccount struct {
		Identities  *savedIdentities  `json:"identities,omitempty"`
		RootUser    *savedRootUser    `json:"rootUser,omitempty"`
		Credentials *savedCredentials `json:"credentialReport,omitempty"`
		Trails      *savedTrails      `json:"trails,omitempty"`
	}
	savedIdentities struct {
		Users []string    `json:"UserNames,omitempty"`
		Roles []savedRole `json:"Roles,omitempty"`
		Taken time.Time   `json:"taken,omitzero"`
	}
	savedRole struct {
		Name  string    `json:"RoleName"`
		Path  string    `json:"Path,omitempty"`
		Trust string    `json:"AssumeRolePolicyDocument,omitempty"`
		Used  time.Time `json:"LastUsedDate,omitzero"`
	}
	savedRootUser struct {
		MFA        bool      `json:"AccountMFAEnabled"`
		AccessKeys bool      `json:"AccountAccessKeysPresent"`
		Taken      time.Time `json:"taken,omitzero"`
	}
	savedCredentials struct {
		Generated time.Time   `json:"GeneratedTime,omitzero"`
		Users     []savedUser `json:"users,omitempty"`
	}
	savedUser struct {
		User     string     `json:"user"`
		Password bool       `json:"password_enabled,omitempty"`
		SignedIn time.Time  `json:"password_last_used,omitzero"`
		MFA      bool       `json:"mfa_active,omitempty"`
		Keys     []savedKey `json:"keys,omitempty"`
	}
	savedKey struct {
		Number  int       `json:"number"`
		Rotated time.Time `json:"last_rotated,omitzero"`
		Used    time.Time `json:"last_used_date,omitzero"`
		Service string    `json:"last_used_service,omitempty"`
	}
	savedTrails struct {
		Region model.Region `json:"region,omitempty"`
		Trails []savedTrail `json:"trailList,omitempty"`
		Taken  time.Time    `json:"taken,omitzero"`
	}
	savedTrail struct {
		Name         string       `json:"Name"`
		ARN          string       `json:"TrailARN,omitempty"`
		Home         model.Region `json:"HomeRegion,omitempty"`
		Organization bool         `json:"IsOrganizationTrail,omitempty"`
		MultiRegion  bool         `json:"IsMultiRegionTrail,omitempty"`
		Checked      bool         `json:"checked,omitempty"`
		Logging      bool         `json:"IsLogging,omitempty"`
		Error        string       `json:"LatestDeliveryError,omitempty"`
	}
)

// managementAccount writes what is known of the management account; nothing where
// nothing is.
func (e *encoder) managementAccount(of model.ManagementAccount) {
	if of == (model.ManagementAccount{}) {
		return
	}
	var saved savedManagementAccount
	if x := of.Identities; x != nil {
		saved.Identities = &savedIdentities{Users: x.Users, Taken: phrase.UTC(x.Taken)}
		for _, r := range x.Roles {
			saved.Identities.Roles = append(saved.Identities.Roles, savedRole{r.Name, r.Path, r.Trust, phrase.UTC(r.Used)})
		}
	}
	if x := of.RootUser; x != nil {
		saved.RootUser = &savedRootUser{x.MFA, x.AccessKeys, phrase.UTC(x.Taken)}
	}
	if x := of.Credentials; x != nil {
		saved.Credentials = &savedCredentials{Generated: phrase.UTC(x.Generated)}
		for _, u := range x.Users {
			user := savedUser{User: u.User, Password: u.Password, SignedIn: phrase.UTC(u.SignedIn), MFA: u.MFA}
			for _, k := range u.Keys {
				user.Keys = append(user.Keys, savedKey{k.Number, phrase.UTC(k.Rotated), phrase.UTC(k.Used), k.Service})
			}
			saved.Credentials.Users = append(saved.Credentials.Users, user)
		}
	}
	if x := of.Trails; x != nil {
		saved.Trails = &savedTrails{Region: x.Region, Taken: phrase.UTC(x.Taken)}
		for _, t := range x.Trails {
			saved.Trails.Trails = append(saved.Trails.Trails, savedTrail(t))
		}
	}
	e.field(",", "managementAccount", saved)
}

// managementAccount reads what is known of the management account.
func (d *decoder) managementAccount() error {
	of := &d.s.ManagementAccount
	return d.object([]string{"identities", "rootUser", "credentialReport", "trails"}, func(n int) error {
		switch n {
		case 0:
			return ifThere(d, &of.Identities, d.identities)
		case 1:
			return ifThere(d, &of.RootUser, d.rootUser)
		case 2:
			return ifThere(d, &of.Credentials, d.credentials)
		default:
			return ifThere(d, &of.Trails, d.trails)
		}
	})
}

// ifThere reads an object that may be null.
func ifThere[T any](d *decoder, v **T, read func(*T) error) error {
	if c, err := d.begin('{'); c == 0 {
		return err
	}
	*v = new(T)
	return read(*v)
}

func (d *decoder) identities(x *model.Identities) error {
	return d.object([]string{"UserNames", "Roles", "taken"}, func(n int) error {
		switch n {
		case 0:
			return objects(d, &x.Users, func(user *string) error { return keep(d.scanner, user) })
		case 1:
			return objects(d, &x.Roles, d.role)
		default:
			return d.time(&x.Taken)
		}
	})
}

// objects reads a list into a slice.
func objects[T any](d *decoder, all *[]T, read func(*T) error) error {
	return d.list(func() error {
		if err := d.count(); err != nil {
			return err
		}
		var v T
		err := read(&v)
		*all = append(*all, v)
		return err
	})
}

func (d *decoder) role(r *model.IAMRole) error {
	return d.object([]string{"RoleName", "Path", "AssumeRolePolicyDocument", "LastUsedDate"}, func(n int) error {
		switch n {
		case 0:
			return keep(d.scanner, &r.Name)
		case 1:
			return intern(d.scanner, &r.Path)
		case 2: // many roles share the text
			return intern(d.scanner, &r.Trust)
		default:
			return d.time(&r.Used)
		}
	})
}

func (d *decoder) rootUser(x *model.RootUser) error {
	return d.object([]string{"AccountMFAEnabled", "AccountAccessKeysPresent", "taken"}, func(n int) error {
		if n < 2 {
			return d.boolean([]*bool{&x.MFA, &x.AccessKeys}[n])
		}
		return d.time(&x.Taken)
	})
}

func (d *decoder) credentials(x *model.CredentialReport) error {
	return d.object([]string{"GeneratedTime", "users"}, func(n int) error {
		if n == 0 {
			return d.time(&x.Generated)
		}
		return objects(d, &x.Users, d.user)
	})
}

func (d *decoder) user(u *model.UserCredentials) error {
	return d.object([]string{"user", "password_enabled", "password_last_used", "mfa_active", "keys"}, func(n int) error {
		switch n {
		case 0:
			return keep(d.scanner, &u.User)
		case 1:
			return d.boolean(&u.Password)
		case 2:
			return d.time(&u.SignedIn)
		case 3:
			return d.boolean(&u.MFA)
		default:
			return objects(d, &u.Keys, d.accessKey)
		}
	})
}

func (d *decoder) accessKey(k *model.AccessKey) error {
	return d.object([]string{"number", "last_rotated", "last_used_date", "last_used_service"}, func(n int) error {
		switch n {
		case 0:
			return d.integer(&k.Number)
		case 1:
			return d.time(&k.Rotated)
		case 2:
			return d.time(&k.Used)
		default:
			return intern(d.scanner, &k.Service)
		}
	})
}

func (d *decoder) trails(x *model.Trails) error {
	return d.object([]string{"region", "trailList", "taken"}, func(n int) error {
		switch n {
		case 0:
			return intern(d.scanner, &x.Region)
		case 1:
			return objects(d, &x.Trails, d.trail)
		default:
			return d.time(&x.Taken)
		}
	})
}

func (d *decoder) trail(t *model.Trail) error {
	return d.object([]string{
		"Name", "TrailARN", "HomeRegion", "LatestDeliveryError", "IsOrganizationTrail", "IsMultiRegionTrail", "checked", "IsLogging",
	}, func(n int) error {
		switch {
		case n == 2:
			return intern(d.scanner, &t.Home)
		case n < 4:
			return keep(d.scanner, []*string{&t.Name, &t.ARN, nil, &t.Error}[n])
		default:
			return d.boolean([]*bool{&t.Organization, &t.MultiRegion, &t.Checked, &t.Logging}[n-4])
		}
	})
}

// managementAccount writes or reads what is known of the management account.
func (c *cache) managementAccount(of *model.ManagementAccount) {
	optional(c, &of.Identities, func(x *model.Identities) {
		elements(c, &x.Users, func(user *string) { text(c, user) })
		elements(c, &x.Roles, func(r *model.IAMRole) {
			text(c, &r.Name)
			word(c, &r.Path)
			word(c, &r.Trust)
			c.time(&r.Used)
		})
		c.time(&x.Taken)
	})
	optional(c, &of.RootUser, func(x *model.RootUser) {
		c.boolean(&x.MFA)
		c.boolean(&x.AccessKeys)
		c.time(&x.Taken)
	})
	optional(c, &of.Credentials, func(x *model.CredentialReport) {
		c.time(&x.Generated)
		elements(c, &x.Users, c.user)
	})
	optional(c, &of.Trails, func(x *model.Trails) {
		word(c, &x.Region)
		elements(c, &x.Trails, func(t *model.Trail) {
			text(c, &t.Name)
			text(c, &t.ARN)
			word(c, &t.Home)
			text(c, &t.Error)
			for _, is := range []*bool{&t.Organization, &t.MultiRegion, &t.Checked, &t.Logging} {
				c.boolean(is)
			}
		})
		c.time(&x.Taken)
	})
}

func (c *cache) user(u *model.UserCredentials) {
	text(c, &u.User)
	c.boolean(&u.Password)
	c.time(&u.SignedIn)
	c.boolean(&u.MFA)
	elements(c, &u.Keys, func(k *model.AccessKey) {
		if n := c.number(uint64(k.Number)); c.reads() {
			k.Number = int(n)
		}
		c.time(&k.Rotated)
		c.time(&k.Used)
		word(c, &k.Service)
	})
}

// optional writes or reads what may not be there.
func optional[T any](c *cache, v **T, each func(*T)) {
	there := *v != nil
	if c.boolean(&there); !there {
		return
	}
	if c.reads() {
		*v = new(T)
	}
	each(*v)
}
