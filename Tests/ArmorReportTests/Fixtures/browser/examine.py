"""Opens a page in headless Chromium, as a phone and as a desktop, light and dark, and prints as JSON what is found of each.

Usage: examine.py PAGE FOLDER [AXE]

PAGE is opened from its file; screenshots go to FOLDER; AXE is axe-core's library, and without it nothing is said of its rules.
"""

import base64
import json
import os
import pathlib
import sys
import zlib

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

VIEWS = [
    ("phone-light", 360, 740, "light"),
    ("phone-dark", 360, 740, "dark"),
    ("desktop-light", 1280, 900, "light"),
    ("desktop-dark", 1280, 900, "dark"),
]


def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    # Tests may run as root, for whom Chromium has no sandbox; the page is the tests' own.
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def requests(driver, page):
    """What was asked for beside the page itself."""
    found = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if url != page and not url.startswith(("data:,", "chrome")):
                found.append(url)
    return found


def tree(driver):
    """The accessibility tree: role and name of all that is not ignored."""
    nodes = driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    return [
        [node["role"]["value"], node.get("name", {}).get("value", "")]
        for node in nodes
        if not node.get("ignored") and "role" in node
    ]


def colours(png):
    """How many different bytes the image's data have: a blank one has a few."""
    data, place = b"", 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4], "big")
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += length + 12
    return len(set(zlib.decompress(data)))


def width(driver):
    return driver.execute_script("return document.documentElement.scrollWidth")


def examine(driver, page, folder, axe, view):
    name, wide, high, scheme = view
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": wide, "height": high, "deviceScaleFactor": 1, "mobile": name.startswith("phone")},
    )
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    driver.get_log("performance")
    driver.get(page)
    result = {"name": name, "viewport": wide, "width": width(driver)}
    result["requests"] = requests(driver, page)
    result["console"] = [entry["message"] for entry in driver.get_log("browser")]
    result["background"] = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    result["scripts"] = driver.execute_script(
        "return [...document.scripts].filter(script => script.type !== 'application/json').length"
    )
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True})
    png = base64.b64decode(shot["data"])
    (folder / f"{name}.png").write_bytes(png)
    result["colours"] = colours(png)
    result["tree"] = tree(driver)
    # All that is folded may be opened: the page is then no wider.
    driver.execute_script("document.querySelectorAll('details').forEach(part => { part.open = true })")
    result["unfoldedWidth"] = width(driver)
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True})
    (folder / f"{name}-unfolded.png").write_bytes(base64.b64decode(shot["data"]))
    if axe:
        driver.execute_script(axe)
        found = driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, { resultTypes: ['violations'] }).then(done, error => done({ violations: [{ id: String(error), nodes: [] }] }))"
        )
        result["violations"] = [
            "{}: {}".format(one["id"], "; ".join(node["html"][:120] for node in one["nodes"][:3]))
            for one in found["violations"]
        ]
    return result


def main():
    page = pathlib.Path(sys.argv[1]).resolve().as_uri()
    folder = pathlib.Path(sys.argv[2])
    os.makedirs(folder, exist_ok=True)
    axe = pathlib.Path(sys.argv[3]).read_text() if len(sys.argv) > 3 else None
    driver = browser()
    try:
        print(json.dumps([examine(driver, page, folder, axe, view) for view in VIEWS]))
    finally:
        driver.quit()


main()
