// SPDX-License-Identifier: MIT
// The part of Jellyfin's API that playsync uses, as strict as the server: a wrong type is 400.
// From Jellyfin.Api/Controllers and AuthorizationContext of github.com/jellyfin/jellyfin, 10.9 to 12.

import { Refused } from './world.mjs';

export const html = { 'Content-Type': 'text/html' };

const bad = (what) => new Refused(400, `One or more validation errors occurred: ${what}`);
const guids = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const dates = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$/;

/** AuthorizationContext.GetParts: `MediaBrowser Client="…", …`, values as in an address. */
export function deviceOf(request) {
  const header = request.headers.authorization ?? '';
  if (!/^MediaBrowser /i.test(header)) return {};
  const parts = {};
  for (const [, key, value] of header.matchAll(/(\w+)="([^"]*)"/g))
    parts[key] = decodeURIComponent(value.replaceAll('+', ' '));
  return parts;
}

function query(url, name, form) {
  const value = url.searchParams.get(name);
  if (value === null || value === '') return null;
  if (!form.test(value)) throw bad(`The value '${value}' is not valid for ${name}.`);
  return value;
}

const bool = (url, name) => query(url, name, /^(true|false)$/i)?.toLowerCase() === 'true';
const number = (url, name) => Number(query(url, name, /^-?\d+$/) ?? 0);
const list = (url, name) => (url.searchParams.get(name) ?? '').split(',').filter(Boolean);

function member(body, name, check) {
  const value = body[name];
  if (value === undefined || value === null) return {};
  if (!check(value)) throw bad(`The JSON value could not be converted. Path: $.${name}`);
  return { [name]: value };
}

const isText = (value) => typeof value === 'string';
const isBool = (value) => typeof value === 'boolean';
const isDate = (value) => isText(value) && dates.test(value) && !Number.isNaN(Date.parse(value));

export class Api {
  constructor(world) {
    this.world = world;
    this.set_up = true;
  }

  /** Gives [status, body]. */
  answer(request, url, path, body) {
    const route = `${request.method} ${path.replace(/^\/(UserItems|UserPlayedItems)\/[^/]+/, '/$1/ID')}`;
    const handler = this.open[route] ?? this.closed[route];
    if (!handler) throw new Refused(404, '');
    const device = deviceOf(request);
    const token = device.Token ?? url.searchParams.get('ApiKey');
    const held = this.world.tokens.get(token);
    if (!this.open[route] && !held) throw new Refused(401, '');
    return handler.call(this, { url, body, device, held, id: path.split('/')[2] });
  }

  open = {
    'GET /System/Ping': () => [200, 'Jellyfin Server'],
    'GET /System/Info/Public': () => [200, {
      LocalAddress: 'http://127.0.0.1', ServerName: 'fake', Version: this.world.version, ProductName: 'Jellyfin Server',
      OperatingSystem: '', Id: 'f'.repeat(32), StartupWizardCompleted: this.set_up,
    }],
    'POST /Users/AuthenticateByName': ({ body, device }) => {
      const { Username, Pw } = { ...member(body, 'Username', isText), ...member(body, 'Pw', isText) };
      const user = Username && this.world.byName(Username);
      if (!user || user.password !== (Pw ?? '')) throw new Refused(401, 'Invalid username or password entered.');
      return this.entered(user, this.world.enter(user, device));
    },
    'POST /Users/AuthenticateWithQuickConnect': ({ body }) => {
      const { Secret } = member(body, 'Secret', isText);
      if (!Secret) throw bad('The Secret field is required.');
      const code = this.world.code(Secret); // GetAuthorizedRequest knows none that nobody approved
      if (!code.user) throw new Refused(404, 'Error processing request.');
      return this.entered(code.user, code.token);
    },
    'GET /QuickConnect/Enabled': () => [200, this.world.codes_enabled],
    'POST /QuickConnect/Initiate': ({ device }) => [200, this.shown(this.world.startCode(device))],
    'GET /QuickConnect/Connect': ({ url }) => {
      const secret = url.searchParams.get('secret');
      if (!secret) throw bad('The secret field is required.');
      return [200, this.shown(this.world.code(secret))];
    },
  };

  closed = {
    'POST /QuickConnect/Authorize': ({ url, held }) => {
      this.world.approve(url.searchParams.get('code'), this.userOf(url, held));
      return [200, true];
    },
    'GET /Users': ({ held }) => {
      if (held.user && !held.user.admin) throw new Refused(403, '');
      return [200, [...this.world.users.values()].map((user) => this.dto(user))];
    },
    'GET /Users/Me': ({ held }) => {
      if (!held.user) throw new Refused(400, 'User is null'); // an API key is nobody
      return [200, this.dto(held.user)];
    },
    'POST /Sessions/Logout': ({ device }) => {
      this.world.tokens.delete(device.Token);
      return [204, ''];
    },
    'GET /System/Configuration': () => [200, this.world.settings], // for whoever is in
    'GET /Items': (given) => [200, this.items(given)],
    'GET /UserItems/ID/UserData': ({ url, held, id }) => {
      const user = this.userOf(url, held);
      return [200, this.data(user, this.world.item(user, this.guid(id)))];
    },
    'POST /UserItems/ID/UserData': ({ url, held, id, body }) => {
      const user = this.userOf(url, held);
      if (!user.preferences) throw new Refused(403, 'User is not allowed to update this item user data.');
      const item = this.world.item(user, this.guid(id));
      this.world.set(user, item, {
        ...member(body, 'Played', isBool),
        ...member(body, 'PlayCount', Number.isInteger),
        ...member(body, 'PlaybackPositionTicks', Number.isSafeInteger),
        ...member(body, 'LastPlayedDate', isDate),
      });
      return [200, this.data(user, item)];
    },
    'POST /UserPlayedItems/ID': ({ url, held, id }) => {
      const user = this.userOf(url, held);
      const date = query(url, 'datePlayed', /^(\d{14}|\d{4}-\d{2}-\d{2}T.*)$/);
      const item = this.world.item(user, this.guid(id));
      this.world.markPlayed(user, item, date);
      return [200, this.data(user, item)];
    },
    'DELETE /UserPlayedItems/ID': ({ url, held, id }) => {
      const user = this.userOf(url, held);
      const item = this.world.item(user, this.guid(id));
      this.world.markUnplayed(user, item);
      return [200, this.data(user, item)];
    },
  };

  entered(user, AccessToken) {
    return [200, { User: this.dto(user), SessionInfo: {}, AccessToken, ServerId: 'f'.repeat(32) }];
  }

  shown({ secret, code, user, device, added }) {
    return {
      Authenticated: user !== null, Secret: secret, Code: code, DeviceId: device.DeviceId, DeviceName: device.Device,
      AppName: device.Client, AppVersion: device.Version, DateAdded: added.toISOString(),
    };
  }

  dto(user) {
    const provider = 'Jellyfin.Server.Implementations.Users.Default';
    const Policy = {
      IsAdministrator: user.admin,
      AuthenticationProviderId: `${provider}AuthenticationProvider`,
      PasswordResetProviderId: `${provider}PasswordResetProvider`,
    };
    return { Name: user.name, Id: user.id, HasPassword: true, Policy };
  }

  guid(text) {
    if (!guids.test(text)) throw bad(`The value '${text}' is not valid.`);
    return text;
  }

  /** RequestHelpers.GetUserId: somebody else's only for who administrates, as every API key does. */
  userOf(url, held) {
    const id = query(url, 'userId', guids)?.replaceAll('-', '').toLowerCase() ?? held.user?.id;
    if (held.user && id !== held.user.id && !held.user.admin) throw new Refused(403, 'Forbidden');
    const user = this.world.users.get(id);
    if (!user) throw new Refused(404, '');
    return user;
  }

  items({ url, held }) {
    const user = this.userOf(url, held);
    const types = list(url, 'includeItemTypes');
    const ids = list(url, 'ids').filter((id) => guids.test(id)).map((id) => id.replaceAll('-', '').toLowerCase());
    const from = number(url, 'startIndex');
    const limit = number(url, 'limit') || Infinity;
    const meant = [...this.world.items.values()].filter(
      (item) =>
        !user.hidden.has(item.id) &&
        (types.length === 0 || types.includes(item.Type)) &&
        (ids.length === 0 ? bool(url, 'recursive') : ids.includes(item.id)),
    );
    const found = this.grouped(meant, types);
    if (list(url, 'sortBy').includes('SortName')) found.sort((a, b) => (a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0));
    const fields = list(url, 'fields');
    const state = url.searchParams.get('enableUserData') === null || bool(url, 'enableUserData');
    const Items = found.slice(from, from + limit).map((item) => this.itemDto(user, item, fields, state));
    const counted = url.searchParams.get('enableTotalRecordCount') !== 'false';
    return { Items, TotalRecordCount: counted ? found.length : 0, StartIndex: from };
  }

  /** BaseItemRepository, EnableGroupByPresentationUniqueKey: one of each key, and of versions the first. */
  grouped(items, types) {
    const kinds = ['Episode', 'Video', 'Movie', 'MusicVideo', 'Series', 'Season'];
    if (types.length > 0 && !types.some((type) => kinds.includes(type))) return items;
    const first = new Map();
    for (const item of items) {
      const key = this.world.presentationKey(item);
      const held = first.get(key);
      const before = !held || (held.PrimaryVersionId && !item.PrimaryVersionId);
      if (before || (!held.PrimaryVersionId === !item.PrimaryVersionId && item.id < held.id)) first.set(key, item);
    }
    return [...first.values()];
  }

  itemDto(user, item, fields, state) {
    const { id, Path, ProviderIds, PrimaryVersionId, ...rest } = item;
    const versions = this.world.versionsOf(item).length;
    return {
      Id: id, ServerId: 'f'.repeat(32), ...rest,
      ...(fields.includes('Path') && { Path }),
      ...(fields.includes('ProviderIds') && { ProviderIds }),
      ...(fields.includes('MediaSourceCount') && versions > 1 && { MediaSourceCount: versions }),
      ...(state && item.Type !== 'Series' && { UserData: this.data(user, item) }),
    };
  }

  data(user, item) {
    const { LastPlayedDate, ...rest } = this.world.shownState(user, item);
    const ItemId = this.world.is(10, 11) ? item.id : this.world.is(10, 10) ? '0'.repeat(32) : null;
    return { ...rest, IsFavorite: false, ...(LastPlayedDate && { LastPlayedDate }), Key: this.world.dataKey(item), ...(ItemId && { ItemId }) };
  }
}
