"""What is known of photo hosts: where the largest rendition stands, and what else tells one photo's renditions apart.

A service declares; `full_size` and `identity` do the work. The rules are of services and platforms that many dealers
share, not of single dealers. Source: the survey of 95 dealers' photo hosts, and the services' own documentation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

Rules = tuple[tuple[str, str], ...]

# A file name that is one photo's alone: its digest or UUID. Folders before it can only say a size.
_UNIQUE = r"(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:\d{6}-)?[0-9a-f]{24,})"
_END = r"(?=\.\w{3,4}(?:\.(?:webp|avif))?$)"  # a-300x200.jpg, and a-300x200.jpg.webp as optimisers of images write it
_STEP = r"[a-z]{1,3}_[^/,]+(?:,[a-z]{1,3}_[^/,]+)*"  # w_300,h_200,c_fill
_WORD = (
    r"(?:thumb(?:nail)?s?|small|medium|large|x{1,3}large|xl|xxl|big|full(?:size)?|orig(?:inals?)?|preview|mini|tn|lg|sm|"
    r"md|zoom|hd|hires|slides?)\d?"
)
# In other languages as the folder of a file that has a name alone: /klein/1.jpg and /gross/1.jpg may be two photos.
_WORD_ABROAD = (
    r"(?:klein|mitt?el|middel|gro(?:ss|ot)|petite?|moyenne?|grande?|miniat(?:ure?|ura)s?|peque[nñ]as?|medianas?|piccol[ae]|"
    r"ma[lł]e|[sś]rednie|du[zż]e)(?=/[^/]{14,}$)"
)


@dataclass(frozen=True)
class Service:
    """Rules of one image service.

    host: searched in a URL's host name; empty: the rules hold at every host. full: (pattern, replacement) over the
    path; what comes out is where the largest rendition stands. same: further ones that only tell which URLs are one
    photo. drops_query: no parameter tells photos apart. asks: the query that asks for the largest.
    """

    name: str
    host: str = ""
    full: Rules = ()
    same: Rules = ()
    drops_query: bool = False
    asks: str = ""

    def holds_at(self, host: str) -> bool:
        return not self.host or bool(self._host.search(host))

    def full_path(self, path: str) -> str:
        """Where the largest rendition of this path stands."""
        return _replaced(path, self._full)

    def same_path(self, path: str) -> str:
        """A text that the paths of one photo share."""
        return _replaced(path, self._same)

    @cached_property
    def _host(self) -> re.Pattern[str]:
        return re.compile(self.host)

    @cached_property
    def _full(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(pattern, re.IGNORECASE), to) for pattern, to in self.full)

    @cached_property
    def _same(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(pattern, re.IGNORECASE), to) for pattern, to in self.same)


def _replaced(path: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, replacement in rules:
        path = pattern.sub(replacement, path)
    return path


# Dealers' platforms and marketplaces.
PLATFORMS = (
    Service("Dealer.com", r"pictures\.dealer\.com$", full=((r"/thumb_(?=[^/]+$)", "/"),)),
    # The original is below the ids; a /640x480/ without ids has no known original.
    Service("HomeNet", r"homenetiol\.com$", full=((r"^(/\d+/\d+)/\d{1,5}x\d{1,5}(?=/)", r"\1/0x0"),)),
    Service("CDK", r"assets-cdk\.com$", full=((rf"x\d{{2,4}}{_END}", ""),)),
    Service("Dealer Inspire", full=((r"/thumbnails/(?:small|medium|large|xlarge|\d+x\d+|\d+)(?=/)", ""),)),
    Service("DealerOn", full=((r"/([is]p)/thumbs(?=/)", r"/\1"),)),
    Service(
        "DealerFire",
        r"cdn-ds\.com$",
        full=((r"/[wh]_\d+(?=/)", ""), (r"/zc_[\d:.]+(?=/)", "")),
        same=((r"/sz_\d+(?=/)", ""), (r"/ov?_\d+(?=/)", "")),  # a cache key; a watermark
    ),
    Service("CarsForSale", r"carsforsale\.com$", full=((r"/\d{2,3}x\d{2,3}(?=/)", "/1280x960"),)),
    Service("AutoRevo", r"autorevo", full=((rf"-(?:thumb|small|medium){_END}", "-large"),)),
    Service("SM360", r"sm360\.ca$", full=((r"^/ir/w\d+[^/]*(?=/)", ""),)),
    Service("DealerCenter", r"dealercenter\.net$", full=((r"^/\d{2,4}/\d{2,4}(?=/[^/]+$)", "/1920/1080"),)),
    Service("Dealer Spike", r"dealerspike\.com$", full=((r"^/imglib/v1/\d+x\d+(?=/imglib/)", ""),)),
    Service("Dealer eProcess", r"dealereprocess\.com$", full=((rf"/{_STEP}(?=/v\d/)", ""),)),
    Service("Click Dealer", r"clickdealer\.co\.uk$", full=((r"^(/vehicles/\d+/\d+)/\d+x\d+(?=/)", r"\1/large1"),)),
    Service("Strathcom", r"strathcom\.com$", same=((r"/\d+x_?\d*_?(?=/)", ""),)),
    Service("Motorcar", r"photos\d\.motorcar\.com$", same=((rf"-(?:107|1024){_END}", ""),)),
    Service("Carbase", r"carbase\.com$", same=((rf"(?<=\d)_\d{{3,4}}{_END}", ""),)),
    Service("VinSolutions", r"vinsolutions\.com$", same=((r"/r\d+$", ""),)),
    Service("Modix", same=((r"/userdata/(\d+)/(\d+)/[^/]+/(?:[a-z]{1,3}_)*(?=[^/]+$)", r"/userdata/\1/\2/"),)),
    Service("Audi", r"^vtpimages\.", same=((r"^/carimg/\d+/\d+/\d+(?=/)", "/carimg"),), drops_query=True),
    Service("AutoTrader UK", r"atcdn\.co\.uk$", full=((r"^(/a/media)/w\d+(?:h\d+)?(?=/)", r"\1"),)),
    Service("AutoTrader ZA", r"autotrader\.co\.za$", full=((r"/(?:Crop|Fit)\d+x\d+(?=/|$)", ""),)),
    Service("Autotrader US", r"autotrader\.com$", full=((r"/scaler/\d+/\d+(?=/)", ""),)),
    Service(
        "Cars.com",
        r"cstatic-images\.com$",
        full=((r"^/(?:small|medium|large|xlarge)(?=/in/)", "/xxlarge"),),
        same=((r"^/xxlarge(?=/in/)", ""),),
    ),
    Service("AutoScout24", r"autoscout24\.", same=((r"/images-\w+(?=/)", "/images"),)),
    Service("mobile.de", r"classistatic\.de$", drops_query=True, asks="rule=mo-1600.jpg"),
    Service("FINN", r"finncdn\.no$", same=((r"^/dynamic/(?:\d+w|\d+x\d+\w?|default|original)(?=/)", "/dynamic"),)),
    Service("Kleinanzeigen", r"kleinanzeigen\.de$", drops_query=True, asks="rule=$_59.AUTO"),
    Service("OLX", r"olxcdn\.com$", full=((r"/image;[^/]*$", "/image"),)),
    Service(
        "Mercado Libre",
        r"mlstatic\.com$",
        same=((r"/D_(?:N?Q_)?(?:NP_)?(?:2X_)?(?=\w+-M)", "/D_"), (rf"-[A-Z]{{1,2}}{_END}", "")),
    ),
    Service("carsales", r"pxcrush\.net$", drops_query=True),
    Service("Renault", r"renault\.com$", same=((r"\.ximg\.[\w.]+(?:/\d+)?$", ""),)),
    Service("Copart", r"copart\.com$", same=((rf"_(?:thb|ful|hrs){_END}", ""),)),
    Service("Edmunds", r"edmunds-media\.com$", same=((rf"_\d{{3,4}}{_END}", ""),)),
    Service("Craigslist", r"craigslist\.org$", same=((rf"_\d+x\d+c?{_END}", ""),)),
    Service("eBay", r"ebayimg\.com$", full=((r"/\$_\d+(?=\.\w+$)", "/$_57"), (r"/s-l\d+(?=\.\w+$)", "/s-l1600"))),
)

# Image services that any site may use.
IMAGE_SERVICES = (
    Service("imgix", r"imgix\.net$", drops_query=True),
    Service(
        "Cloudinary",
        full=((rf"(/image/(?:upload|private|authenticated))/(?:(?!s--){_STEP}/)+", r"\1/"),),
        same=((rf"(/image/\w+)/(?:s--[\w-]+--/)?(?:{_STEP}/)*(?:v\d+/)?", r"\1/"),),
    ),
    Service("ImageKit", full=((r"/tr:[^/]+(?=/)", ""),)),
    Service("Uploadcare", r"ucare", full=((r"/-/.*$", "/"),)),
    Service("Scene7", r"scene7\.com$", drops_query=True, asks="scl=1"),  # without a query it sends 400 pixels
    Service("Wix", r"wixstatic\.com$", full=((r"(?<=/media/)([^/]+)/v1/.*$", r"\1"),)),
    Service(
        "Shopify",
        full=((rf"(/cdn/shop/|/s/files/)(.*)_(?:\d+x\d*|x\d+)(?:_crop_\w+)?(?:@\dx)?{_END}", r"\1\2"),),
    ),
    Service("GoDaddy", r"wsimg\.com$", full=((r"/:/.*$", ""),)),
    Service("Webflow", r"(?:webflow\.com|website-files\.com)$", full=((rf"-p-\d{{3,4}}{_END}", ""),)),
    Service("Duda", r"(?:cdn-website|multiscreensite)\.com$", full=((rf"-\d{{2,4}}[wh]{_END}", ""),)),
    Service(
        "Blogger",
        r"bp\.blogspot\.com$|^blogger\.googleusercontent\.com$",
        full=((r"/[swh]\d+(?:-\w+)*(?=/[^/]+$)", "/s1600"),),
        same=((r"/s1600(?=/[^/]+$)", ""),),
    ),
    Service("Flickr", r"staticflickr\.com$", same=((rf"(/\d+_[0-9a-f]+)_[a-z0-9]{_END}", r"\1"),)),
    Service("Jimdo", r"jimcdn\.com$", same=((r"/transf/[^/]*(?=/path/)", "/transf"),)),
    Service("Supabase", r"supabase\.co$", full=((r"/storage/v1/render/image/", "/storage/v1/object/"),)),
    Service("thumbor", same=((r"/unsafe/(?:(?:fit-in|smart|\d+x\d+|filters:[^/]+)/)+", "/unsafe/"),)),
    Service(
        "Rails",
        full=((r"(/active_storage)/representations((?:/redirect|/proxy)?/[^/]+)/[^/]+(?=/[^/]+$)", r"\1/blobs\2"),),
    ),
    Service("TYPO3", same=((rf"(/_processed_)/(?:\w/)*csm_(.+)_[0-9a-f]{{6,10}}{_END}", r"\1/\2"),)),
    Service("Bitrix", full=((r"(/upload)/resize_cache(/.+)/\d+_\d+(?:_\w+)?(?=/[^/]+$)", r"\1\2"),)),
    Service("Drupal", full=((r"(/files)/styles/[^/]+/public(?=/)", r"\1"),)),
    Service("OpenCart", full=((rf"(/image)/cache(/.+)-\d{{2,4}}x\d{{2,4}}{_END}", r"\1\2"),)),
    Service("PrestaShop", same=((r"(/\d+)-[a-z]+_default(?=/)", r"\1"),)),
    Service("Magento", same=((r"(/product/cache)/(?:\d+/)?(?:[a-z_]+/)?(?:\d+x\d*/)?[0-9a-f]{8,32}(?=/)", r"\1"),)),
    Service("Cloudflare Images", r"^imagedelivery\.net$", same=((r"^(/[^/]+/[^/]+)/[^/]+$", r"\1"),)),
    Service("Google", r"googleusercontent\.com$", full=((r"=[swh]\d+(?:-\w+)*$", "=s0"),)),
    # Not of Sanity's names: a digest and the size of what was uploaded.
    Service(
        "WordPress", full=((rf"(?<![0-9a-f]{{40}})-\d{{2,4}}x\d{{2,4}}{_END}", ""),), same=((rf"-scaled{_END}", ""),)
    ),
)

# Ways of writing a size that are no one service's.
GENERAL = (
    Service(
        "after the file",  # a1.jpg/250x188.webp, a1.jpg/359x269cut/, a1.jpg/resize/800x500/quality/90, a1.jpg-1024x786
        full=(
            (r"(?<=\.jpg|\.png|jpeg|webp)/(?:\d+x\d*\w*(?:\.\w{3,4})?/?|(?:m|resize|quality|size|fit)/.+)$", ""),
            (r"(?<=\.jpg|\.png|jpeg|webp)-\d{2,4}x\d{2,4}$", ""),
            (r"(?<=\.jpg|\.png|jpeg|webp)\.\d{1,4}x\d{0,4}_q\d+\w*\.\w{3,4}$", ""),  # of Django's thumbnails
        ),
        same=((r"\.(?:jpe?g|png)(?=\.(?:webp|avif)$)", ""),),
    ),
    Service(
        "folder of a size",
        full=(
            (r"/(?:w_?\d{2,4}[,_-]?h_?\d{2,4}|[whcqf]_[\w.]+(?:,[a-z]{1,2}_[\w.:]+)+)(?=/)", ""),
            (r"/w_?(?:[3-9]\d[05]|\d{4})(?=/)", ""),  # not /w123/ and /w211/: Mercedes' own numbers
        ),
        same=(
            (r"/(?:(?:[a-z]{1,2}_)?\d{1,5}x\d{0,5}[_c]?|\d{2,4}[wh])(?=/)", ""),
            (rf"/(?:w_?\d{{2,4}}|\d{{2,4}}/\d{{2,4}})(?=/{_UNIQUE}[^/]*$)", ""),
        ),
    ),
    Service("template", full=((r"/[^/]*\{[^/}]*\}[^/]*(?=/)", ""),)),  # {resize}: a size that a script fills in
    Service(
        "size words",
        same=(
            (rf"/{_WORD}(?=/)", ""),
            (rf"/{_WORD_ABROAD}", ""),
            (rf"(?:[-_]{{1,2}}(?:{_WORD}|\d{{2,4}}x\d{{0,4}}|[wh]\d{{2,4}})|@\dx)+{_END}", ""),
            (rf"/(?:(?:{_WORD}|\d{{3,4}}x\d{{1,4}})[-_])+(?=[^/]+$)", "/"),
            (rf"(?<=/)({_UNIQUE})[-_](?:[1-9]\d{{2,3}}|[smltx]){_END}", r"\1"),
        ),
    ),
)

SERVICES = GENERAL + IMAGE_SERVICES + PLATFORMS  # the most unmistakable first
