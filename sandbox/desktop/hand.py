"""One look or one act in the windows of a desktop, through what they tell screen readers (AT-SPI).

    hand.py tree             everything, a line each
    hand.py find ROLE NAME   prints x, y, width, height on the screen
    hand.py act ROLE NAME    does its first action, as Space or Enter do
    hand.py focus            prints role, name, description and text of what has the keyboard

ROLE is the name of a role of AT-SPI or `any`, NAME a regular expression for its name, description or text; of several, the last
one counts. Exit code 1: there is no such thing now.
"""

import re
import sys

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

DEEP = 40


def children(node):
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = node.get_child_at_index(index)
        except GLib.Error:
            continue
        if child is not None:
            yield child


def text_of(node):
    try:
        text = node.get_text_iface()
        if text is None:
            return ''
        return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))
    except GLib.Error:
        return ''


def has(node, state):
    return node.get_state_set().contains(state)


def walk(node, depth=0):
    yield node, depth
    if depth < DEEP:
        for child in children(node):
            yield from walk(child, depth + 1)


def described(node):
    return f'{node.get_role_name()} | {node.get_name() or ""} | {node.get_description() or ""} | {text_of(node)!r}'


def tree(app):
    for node, depth in walk(app):
        try:
            if depth > 0 and not has(node, Atspi.StateType.SHOWING):
                continue
            place = node.get_extents(Atspi.CoordType.SCREEN) if node.get_component_iface() else None
            where = f'{place.x},{place.y} {place.width}x{place.height}' if place else ''
            print('  ' * depth + f'{described(node)} {where}')
        except GLib.Error as error:
            print('  ' * depth + f'? {error.message}')


def found(app, role, pattern):
    for node, _ in walk(app):
        try:
            if role not in ('any', node.get_role_name()) or not has(node, Atspi.StateType.SHOWING):
                continue
            if any(pattern.search(text) for text in (node.get_name() or '', node.get_description() or '', text_of(node))):
                yield node
        except GLib.Error:
            continue


def focused(app):
    for node, _ in walk(app):
        if has(node, Atspi.StateType.FOCUSED):
            print(described(node))


def main(what, role='any', name=''):
    apps = list(children(Atspi.get_desktop(0)))
    if what in ('tree', 'focus'):
        for app in apps:
            (tree if what == 'tree' else focused)(app)
        return 0
    # Windows that were opened later are told later, and lie above the others.
    *_, node = (None, *(node for app in apps for node in found(app, role, re.compile(name))))
    if node is None:
        return 1
    if what == 'find':
        place = node.get_extents(Atspi.CoordType.SCREEN)
        print(place.x, place.y, place.width, place.height)
    else:
        node.get_action_iface().do_action(0)
    return 0


sys.exit(main(*sys.argv[1:]))
