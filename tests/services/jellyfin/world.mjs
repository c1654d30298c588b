// SPDX-License-Identifier: MIT
// What a Jellyfin server knows: users, who is let in, a library, and play states.

import { createHash, randomBytes } from 'node:crypto';

export const guid = (text) => createHash('md5').update(text).digest('hex');

/** Who may not do what he asks for; `status` is what the server answers. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const blank = () => ({ Played: false, PlayCount: 0, PlaybackPositionTicks: 0, LastPlayedDate: null });

export class World {
  users = new Map(); // by id
  tokens = new Map(); // token → { user, device }; an API key has no user
  codes = new Map(); // quick connect, by secret
  items = new Map(); // by id
  states = new Map(); // by user id + item id
  codes_enabled = true;
  writes = 0;
  version = '10.11.11';
  groups_series = true; // of each library: "automatically merge series spread across multiple folders"
  settings = { MinResumePct: 5, MaxResumePct: 90, MinResumeDurationSeconds: 300 };

  /** Whether the server is of this release or a later one. */
  is(major, minor = 0) {
    const [is, than = 0] = this.version.split('.').map(Number);
    return is > major || (is === major && than >= minor);
  }

  addUser(name, password, { admin = false, preferences = true } = {}) {
    const user = { id: guid(`user ${name}`), name, password, admin, preferences, hidden: new Set() };
    this.users.set(user.id, user);
    return user;
  }

  addItem(item) {
    const id = item.id ?? guid(`item ${this.items.size} ${item.Type} ${item.Name}`);
    this.items.set(id, { RunTimeTicks: 72_000_000_000, ProviderIds: {}, ...item, id });
    return id;
  }

  /** Another file of a film: an item of its own, which listings show as one with the first. */
  addVersion(primary, more = {}) {
    const { id: PrimaryVersionId, ...rest } = primary;
    return this.addItem({ ...rest, ...more, PrimaryVersionId, id: guid(`version ${this.items.size} of ${PrimaryVersionId}`) });
  }

  versionsOf(item) {
    const first = item.PrimaryVersionId ?? item.id;
    return [...this.items.values()].filter((each) => each.id === first || each.PrimaryVersionId === first);
  }

  /** What listings show one of: CreatePresentationUniqueKey. */
  presentationKey(item) {
    if (item.PrimaryVersionId) return item.PrimaryVersionId;
    const { Tvdb, Imdb } = item.ProviderIds;
    return (item.Type === 'Series' && this.groups_series && (Tvdb ?? Imdb)) || item.id;
  }

  /** GetUserDataKeys: before 10.11 items with one key have one state. */
  dataKey(item) {
    const { Tmdb, Imdb } = item.ProviderIds;
    if (this.is(10, 11)) return item.id;
    if (item.Type === 'Movie') return Tmdb ?? Imdb ?? item.id;
    const series = this.items.get(item.SeriesId)?.ProviderIds ?? {};
    const key = series.Tvdb ?? series.Imdb;
    const three = (number) => String(number).padStart(3, '0');
    return key ? key + three(item.ParentIndexNumber) + three(item.IndexNumber) : item.id;
  }

  addKey(key) {
    this.tokens.set(key, { user: null, device: null });
    return key;
  }

  /** SessionManager.GetAuthorizationToken: one token for a device and a user; the older one ends. */
  enter(user, device) {
    if (!device.DeviceId || !device.Client || !device.Device || !device.Version)
      throw new Refused(400, 'Error processing request.');
    for (const [token, held] of this.tokens)
      if (held.user === user && held.device === device.DeviceId) this.tokens.delete(token);
    const token = randomBytes(16).toString('hex');
    this.tokens.set(token, { user, device: device.DeviceId });
    return token;
  }

  byName(name) {
    return [...this.users.values()].find((user) => user.name.toLowerCase() === name.toLowerCase());
  }

  /** QuickConnectManager: a code is good for ten minutes. */
  startCode(device) {
    if (!this.codes_enabled) throw new Refused(401, 'Quick connect is disabled');
    if (!device.DeviceId) throw new Refused(400, 'Error processing request.');
    const secret = randomBytes(32).toString('hex').toUpperCase();
    const code = String(100_000 + (randomBytes(4).readUInt32BE() % 900_000));
    this.codes.set(secret, { secret, code, user: null, token: null, device, added: new Date(), until: Date.now() + 600_000 });
    return this.codes.get(secret);
  }

  code(secret) {
    const found = this.codes.get(secret);
    if (!found || found.until < Date.now()) throw new Refused(404, 'Unknown secret');
    return found;
  }

  /** What a person does in the server's own page. The token is made here, for who asked for the code. */
  approve(code, user) {
    const found = [...this.codes.values()].find((each) => each.code === code);
    if (!found) throw new Refused(404, 'Error processing request.');
    if (found.user) throw new Refused(500, 'Error processing request.');
    found.user = user;
    found.token = this.enter(user, found.device);
  }

  revoke(user) {
    for (const [token, held] of this.tokens) if (held.user === user) this.tokens.delete(token);
  }

  state(user, id) {
    const key = `${user.id} ${this.dataKey(this.items.get(id) ?? { id, ProviderIds: {} })}`;
    if (!this.states.has(key)) this.states.set(key, blank());
    return this.states.get(key);
  }

  /** What is said of an item: from 12 on, VersionResumeData lets the version that was played last have a word. */
  shownState(user, item) {
    const state = { ...this.state(user, item.id) };
    const versions = item.PrimaryVersionId ? [] : this.versionsOf(item);
    if (versions.length < 2 || !this.is(12)) return state;
    const date = (each) => Date.parse(each.LastPlayedDate ?? 0);
    const played = versions
      .map((each) => ({ id: each.id, ...this.state(user, each.id) }))
      .filter((each) => each.Played || each.PlaybackPositionTicks > 0);
    const last = played.reduce((best, each) => (!best || date(each) > date(best) ? each : best), null);
    if (!last) return state;
    state.Played ||= last.Played;
    if (date(last) > date(state)) state.LastPlayedDate = last.LastPlayedDate;
    if (last.id !== item.id && last.Played && last.PlaybackPositionTicks === 0) state.PlaybackPositionTicks = 0;
    return state;
  }

  item(user, id) {
    const item = this.items.get(id.replaceAll('-', '').toLowerCase());
    if (!item || user.hidden.has(item.id)) throw new Refused(404, 'Not found');
    return item;
  }

  set(user, item, fields) {
    this.writes += 1;
    Object.assign(this.state(user, item.id), fields);
  }

  /** BaseItem.MarkPlayed; a series is all its episodes. From 12 on, Video.PropagatePlayedState. */
  markPlayed(user, item, date) {
    for (const each of this.under(item)) {
      const state = this.state(user, each.id);
      this.set(user, each, {
        Played: true,
        PlayCount: Math.max(date ? state.PlayCount + 1 : state.PlayCount, 1),
        PlaybackPositionTicks: 0,
        LastPlayedDate: date ?? state.LastPlayedDate ?? new Date().toISOString(),
      });
      for (const other of this.otherVersions(each)) this.set(user, other, { Played: true, PlaybackPositionTicks: 0 });
    }
  }

  markUnplayed(user, item) {
    for (const each of this.under(item)) {
      this.set(user, each, blank());
      for (const other of this.otherVersions(each)) this.set(user, other, blank());
    }
  }

  otherVersions(item) {
    return this.is(12) ? this.versionsOf(item).filter((each) => each.id !== item.id) : [];
  }

  under(item) {
    if (item.Type !== 'Series') return [item];
    return [...this.items.values()].filter((each) => each.SeriesId === item.id);
  }
}

/** Two people and a small library, with what is awkward about libraries. */
export function household() {
  const world = new World();
  world.addUser('alice', 'sesame');
  world.addUser('bob', 'open');
  world.addUser('root', 'toor', { admin: true });
  const film = (Name, ProductionYear, ProviderIds, Path) =>
    world.addItem({ Type: 'Movie', Name, ProductionYear, ProviderIds, Path });
  film('Heat', 1995, { Imdb: 'tt0113277', Tmdb: '949' }, '/films/Heat (1995)/heat.mkv');
  film('Heat', 1995, { Tmdb: '949' }, '/films-4k/Heat (1995)/heat.2160p.mkv');
  film('Stalker', 1979, { Imdb: 'tt0079944' }, '/films/Stalker (1979)/stalker.mkv');
  film('Ronin', 1998, { Imdb: 'tt0122690' }, '/films/Ronin (1998)/ronin.mkv');
  const SeriesId = world.addItem({
    Type: 'Series', Name: 'Breaking Bad', ProductionYear: 2008, ProviderIds: { Tvdb: '81189', Imdb: 'tt0903747' },
  });
  for (let n = 1; n <= 16; ++n)
    world.addItem({
      Type: 'Episode', Name: `Episode ${n}`, SeriesId, SeriesName: 'Breaking Bad', ParentIndexNumber: 5, IndexNumber: n,
      RunTimeTicks: 28_500_000_000, Path: `/tv/Breaking Bad/Season 05/bb.s05e${String(n).padStart(2, '0')}.mkv`,
    });
  return world;
}
