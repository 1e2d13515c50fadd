// The floor: as little as a ten-item menu in ncurses can do. Only the two rows that change are drawn for a
// key, and keys are read in one read(2). Ctrl-L paints everything again; Esc and q end it. `floor FILE` paints
// that text instead, to be compared with a program whose screen has the same.
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

enum { ITEMS = 10, FIRST = 4 };

static const wchar_t *items[ITEMS] = {
    L" 1  套餐续订", L" 2  身份验证", L" 3  账户余额查询", L" 4  流量使用明细", L" 5  更换 eSIM 设备",
    L" 6  国际漫游设置", L" 7  发票与账单", L" 8  联系人工客服", L" 9  语言", L"10  账户注销"};

static void item(int index, int chosen) {
  attrset(index == chosen ? A_REVERSE : A_NORMAL);
  mvaddwstr(FIRST + index, 2, items[index]);
  attrset(A_NORMAL);
}

static void paintFile(const char *path) {
  wchar_t line[1024];
  FILE *file = fopen(path, "r");
  for (int row = 0; file && row < LINES && fgetws(line, 1024, file); row++) {
    line[wcscspn(line, L"\n")] = 0;
    mvaddwstr(row, 0, line);
  }
  if (file) fclose(file);
  refresh();
}

static void paint(int chosen) {
  mvaddwstr(0, 2, L"eSIM 自助服务台");
  mvhline_set(1, 0, WACS_HLINE, COLS);
  mvaddwstr(2, 2, L"请选择");
  for (int index = 0; index < ITEMS; index++) item(index, chosen);
  mvhline_set(LINES - 2, 0, WACS_HLINE, COLS);
  mvaddwstr(LINES - 1, 2, L"↑↓ 选择   回车 确定   Esc 离开");
  refresh();
}

int main(int count, char **words) {
  char key[16];
  int chosen = 0;
  setlocale(LC_CTYPE, "");
  initscr();
  endwin();  // until the first of these ncurses writes at every cursor move
  typeahead(-1);
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  leaveok(stdscr, TRUE);
  curs_set(0);
  if (count > 1) paintFile(words[1]);
  else paint(chosen);
  for (ssize_t size; (size = read(0, key, sizeof key)) > 0;) {
    int before = chosen;
    // Keys that came while it could not run are read together.
    for (ssize_t at = 0; at < size; at++) {
      bool arrow = size - at >= 3 && key[at] == '\033';
      if (arrow && key[at + 2] == 'B') chosen = (chosen + 1) % ITEMS;
      else if (arrow && key[at + 2] == 'A') chosen = (chosen + ITEMS - 1) % ITEMS;
      else if (key[at] == '\014') clearok(curscr, TRUE);
      else goto end;
      if (arrow) at += 2;
    }
    if (before != chosen) item(before, chosen), item(chosen, chosen);
    refresh();
  }
end:
  endwin();
  return 0;
}
