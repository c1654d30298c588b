// SPDX-License-Identifier: MIT
#include "web/page.hpp"

#include "web/answer.hpp"
#include "web/secret.hpp"

namespace playsync::web {
Page::Page(std::span<PageAsset const> assets)
{
    for (auto const& asset : assets)
        files_.emplace(asset.path, File{&asset, content_tag(asset.plain)});
}

Response Page::answer(std::string_view path, Request const& request) const
{
    auto const& [asset, tag] = files_.find(path)->second;
    bool const packed = !asset->gzip.empty() && accepts_gzip(request);
    auto const entity_tag = '"' + tag + (packed ? "-gz\"" : "\"");
    Response response;
    auto& fields = response.fields;
    fields.emplace_back("Cache-Control",
                        asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    fields.emplace_back("ETag", entity_tag);
    fields.emplace_back("Vary", "Accept-Encoding");
    if (lists(request, "If-None-Match", entity_tag) || lists(request, "If-None-Match", "*")) {
        response.status = 304;
        return response;
    }
    fields.emplace_back("Content-Type", asset->content_type);
    if (packed)
        fields.emplace_back("Content-Encoding", "gzip");
    response.body = packed ? asset->gzip : asset->plain;
    return response;
}

} // namespace playsync::web
