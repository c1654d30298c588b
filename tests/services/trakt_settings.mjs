// SPDX-License-Identifier: MIT
// GET /users/settings as Trakt gives it: whole, though its readers want the name alone.

const account = { timezone: 'Europe/Berlin', date_format: 'mdy', time_24hr: true, cover_image: null, token: null, display_ads: true };
const spoilers = { episodes: 'show', shows: 'show', movies: 'show', comments: 'show', ratings: 'show', actors: 'show' };
const column = { refresh: true, simple_progress: false, include_specials: false, sort: 'activity', sort_how: 'desc', use_last_activity: false, grid_view: false };
const browsing = {
  watch_popup_action: 'now', hide_watching_now: false, list_popup_action: 'full', week_start_day: null, watch_after_rating: 'ask',
  watch_only_once: false, show_rating_prompt: true, locale: null, other_site_ratings: false, release_date_ignore_runtime: false,
  display_early_ratings: true, hide_episode_type_tags: false, hide_unsaved_filters_prompt: false, spoilers,
  calendar: { period: 'month', start_day: 'today', layout: 'grid', image_type: 'poster', hide_specials: false, autoscroll: true },
  progress: {
    on_deck: { sort: 'activity', sort_how: 'desc', refresh: true, simple_progress: false, only_favorites: false },
    watched: { ...column, include_watchlisted: true, include_collected: true },
    collected: { ...column, include_watchlisted: true, include_watched: true },
  },
  watchnow: { country: 'de', favorites: [], only_favorites: false }, dark_knight: 'auto', app_theme: null,
  welcome: { completed_at: null, exit_step: 'null' }, genres: { favorites: [], disliked: [] }, comments: { blocked_uids: [] },
  recommendations: { ignore_collected: true, ignore_watchlisted: true }, rewatching: { adjust_percentage: false },
  profile: {
    favorites: { sort_by: 'rank', sort_how: 'asc' },
    most_watched_shows: { sort_by: 'watched_hours', tab: 'all' }, most_watched_movies: { sort_by: 'watched_count', tab: 'all' },
  },
  search: { image_type: 'poster', recent_queries: [] },
};

export const settingsOf = (username) => ({
  user: {
    username, private: false, name: null, vip: true, vip_ep: false, director: false,
    ids: { slug: username, trakt: 1, uuid: 'b6589fc6ab0dc82cf12099d1c2d40ab994e8410c' }, joined_at: '2016-01-02T03:04:05.000Z',
    location: null, about: null, gender: null, age: null, images: { avatar: { full: 'https://walter.trakt.tv/avatar.png' } },
    vip_og: false, vip_years: 1, vip_cover_image: null, dob: null,
  },
  permissions: { commenting: true, liking: true, following: true },
  browsing, account,
  connections: { facebook: false, twitter: false, mastodon: false, google: false, tumblr: false, medium: false, slack: false, apple: false, dropbox: false, microsoft: false },
  sharing_text: { watching: "I'm watching [item]", watched: 'I just watched [item]', rated: null },
  limits: { list: { count: 2, item_count: 100 }, watchlist: { item_count: 100 }, favorites: { item_count: 100 } },
});
