"""Words that announce other vehicles than a page's own: similar, seen before, featured."""

from __future__ import annotations

import re

OTHERS = re.compile(
    r"similar|\brelated\b|recommend|recently (?:viewed|added|sold)|last viewed|you (?:may|might)|"
    r"also (?:like|viewed|consider|bought)|suggest(?:ed(?: (?:cars|vehicles|for|listings)|$)|ions)|"
    r"other (?:cars|vehicles|stock|listings|customers)|"
    r"more (?:cars|vehicles|like|from|listings|stock|inventory)|compare (?:with|to)|"
    r"ähnliche|vergleichbare|weitere (?:fahrzeuge|angebote)|das könnte|zuletzt (?:angesehen|gesehen)|"
    r"v[eé]hicules similaires|similaires|r[ée]cemment (?:vus?|consult[ée]s?)|derni[èe]res? (?:visites|consultations)|"
    r"similares|relacionad|te puede interesar|vistos? recientemente|semelhantes|vistos recentemente|"
    r"auto simili|vist[oi] di recente|podobne|ostatnio ogl[ąa]dane|vergelijkbare|recent bekeken|"
    r"doporuču|naposledy prohl|mohlo by v[áa]s|recoman|vizualizate recent|ajánlott|legutóbb megtekint|"
    r"недавно просмотренные|вы смотрели|похожие|猜你喜欢|相似|推荐|おすすめ|類似|"
    r"最近(?:チェック|見た)|閲覧履歴|비슷한|추천",
    re.IGNORECASE,
)

# Of a list beside a larger one: alone it may be all that a page has.
FEATURED = re.compile(
    r"featured|promoted|sponsored|top[- ](?:offers?|ads|angebote)|hot deals|latest arrivals|just arrived|destacad|"
    r"destaque|vetrina|in evidenza|uitgelicht|coups? de c(?:oe|œ)ur|en vedette|wyróżnion|nổi bật",
    re.IGNORECASE,
)


def words_of(key: str) -> str:
    """A JSON key or a class as words: similarVehicles, similar_vehicles and similar-vehicles are `similar vehicles`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", key)
