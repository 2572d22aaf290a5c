"""The training step of Faceptor-Full in plain PyTorch, with random weights: what the same machine's Python makes of it.

The shapes are those of the recipe: thirteen batches, a ViT-B encoder, nine decoder layers over the tasks' queries, two
deconvolutions, maps and values, and CosFace over 93,431 identities. Left out: drop-path, the labels' own losses (cross
entropies of maps, values and classes stand for them), the transfer of images, and data.
"""
import argparse
import time

import torch
import torch.nn.functional as F
from torch import nn

# (queries, batch, side of the labels) of the tasks with maps, (queries, batch) of the others, and the batch of identity.
FULL = dict(dim=768, blocks=12, heads=12, patch=16, side=112, dense_side=512, dec=256, layers=9, dec_heads=8, ff=2048,
            ident=512, people=93431, maps=[(68, 4, 128), (98, 4, 128), (29, 4, 128), (19, 4, 128), (19, 4, 512), (11, 4, 512)],
            values=[(101, 64), (101, 16), (7, 64), (7, 16), (7, 16), (40, 64)], identity=256)
SMALL = dict(FULL, dim=96, blocks=2, heads=4, dec=64, layers=2, ff=128, ident=128, people=100, dense_side=64,
             values=[(101, 4), (40, 4)], identity=8)


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.q, self.k, self.v, self.out = heads, *(nn.Linear(dim, dim) for _ in range(4))

    def forward(self, queries, keys, values):
        def split(x):
            return x.view(x.size(0), x.size(1), self.heads, -1).transpose(1, 2)
        mixed = F.scaled_dot_product_attention(split(self.q(queries)), split(self.k(keys)), split(self.v(values)))
        return self.out(mixed.transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.norm1, self.norm2 = heads, nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        x = x + self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))
        hidden = self.up(self.norm2(x))
        return x + self.down(hidden * torch.sigmoid(1.702 * hidden))


class DecoderLayer(nn.Module):
    def __init__(self, dim, heads, ff):
        super().__init__()
        self.cross, self.own = Attention(dim, heads), Attention(dim, heads)
        self.up, self.down = nn.Linear(dim, ff), nn.Linear(ff, dim)
        self.norms = nn.ModuleList(nn.LayerNorm(dim) for _ in range(3))

    def forward(self, tokens, place, memory, positions):
        tokens = self.norms[0](tokens + self.cross(tokens + place, memory + positions, memory))
        tokens = self.norms[1](tokens + self.own(tokens + place, tokens + place, tokens))
        return self.norms[2](tokens + self.down(F.relu(self.up(tokens))))


class Network(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c, dim, dec = c, c["dim"], c["dec"]
        self.patches = nn.Conv2d(3, dim, c["patch"], c["patch"])
        self.first = nn.Parameter(torch.zeros(1, 1, dim))
        self.places = nn.ParameterDict({str(side): nn.Parameter(torch.randn(1, (side // c["patch"]) ** 2 + 1, dim) * 0.02)
                                        for side in {c["side"], c["dense_side"]}})
        self.start, self.end = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.blocks = nn.ModuleList(Block(dim, c["heads"]) for _ in range(c["blocks"]))
        self.memory = nn.Linear(dim, dec)
        self.positions = nn.Parameter(torch.randn(1, 1, dec) * 0.02)
        self.queries = nn.ParameterList(nn.Parameter(torch.randn(1, q, dec) * 0.02)
                                        for q, *_ in c["maps"] + c["values"])
        self.decoder = nn.ModuleList(DecoderLayer(dec, c["dec_heads"], c["ff"]) for _ in range(c["layers"]))
        self.up1, self.up2 = nn.ConvTranspose2d(dec, dec, 2, 2), nn.ConvTranspose2d(dec, dec, 2, 2)
        self.up_norm = nn.GroupNorm(1, dec)
        self.filters = nn.Sequential(nn.Linear(dec, dec), nn.ReLU(), nn.Linear(dec, dec), nn.ReLU(), nn.Linear(dec, dec))
        self.value = nn.Linear(dec, 1)
        self.face = nn.Sequential(nn.Linear(dim, dim, bias=False), nn.BatchNorm1d(dim),
                                  nn.Linear(dim, c["ident"], bias=False), nn.BatchNorm1d(c["ident"]))
        self.people = nn.Parameter(torch.randn(c["people"], c["ident"]) * 0.04)

    def encode(self, images):
        x = self.patches(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.first.expand(x.size(0), -1, -1), x], 1) + self.places[str(images.size(-1))]
        x = self.start(x)
        for block in self.blocks:
            x = block(x)
        return self.end(x)[:, 1:]

    def decode(self, index, memory):
        place = self.queries[index]
        tokens = place.expand(memory.size(0), -1, -1)
        for layer in self.decoder:
            tokens = layer(tokens, place, memory, self.positions)
        return tokens

    def dense(self, images, labels):
        memory = self.memory(self.encode(images))
        cells = images.size(-1) // self.c["patch"]
        grid = memory.transpose(1, 2).reshape(memory.size(0), -1, cells, cells)
        pixels = self.up2(F.gelu(self.up_norm(self.up1(grid))))
        loss, first = 0, 0
        for index, (_, batch, side) in enumerate(self.c["maps"]):
            tokens = self.filters(self.decode(index, memory[first:first + batch]))
            maps = torch.einsum("bqd,bdhw->bqhw", tokens, pixels[first:first + batch]).float()
            loss = loss + F.cross_entropy(F.interpolate(maps, size=(side, side), mode="bilinear"), labels[index])
            first += batch
        return loss

    def others(self, images, labels, people):
        patches = self.encode(images)
        memory = self.memory(patches)
        loss, first = 0, 0
        for index, (_, batch) in enumerate(self.c["values"]):
            tokens = self.decode(len(self.c["maps"]) + index, memory[first:first + batch])
            loss = loss + F.cross_entropy(self.value(tokens).squeeze(-1).float(), labels[index])
            first += batch
        faces = F.normalize(self.face(patches[first:].mean(1)).float())
        with torch.autocast(images.device.type, enabled=False):
            cosines = faces @ F.normalize(self.people).t()
            lowered = cosines.scatter_add(1, people[:, None], torch.full_like(cosines[:, :1], -0.4))
            return loss + F.cross_entropy(64 * lowered, people)


def measure(c, device, precision, compiled, steps, limit):
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    network = Network(c).to(device)
    dense, others = (torch.compile(f) if compiled else f for f in (network.dense, network.others))
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-6, weight_decay=0.05, fused=True)
    scaler = torch.amp.GradScaler(device, enabled=precision == torch.float16)
    def images(count, side):
        return torch.randn(count, 3, side, side, device=device)
    large, small = images(sum(b for _, b, _ in c["maps"]), c["dense_side"]), images(
        sum(b for _, b in c["values"]) + c["identity"], c["side"])
    maps = [torch.randint(q, (b, side, side), device=device) for q, b, side in c["maps"]]
    values = [torch.randint(q, (b,), device=device) for q, b in c["values"]]
    people = torch.randint(c["people"], (c["identity"],), device=device)

    def step():
        for run, args in ((dense, (large, maps)), (others, (small, values, people))):
            with torch.autocast(device, dtype=precision, enabled=precision != torch.float32):
                loss = run(*args)
            scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)

    def wait():
        if device == "cuda":
            torch.cuda.synchronize()
    began = time.time()
    for _ in range(3):
        step()
    wait()
    warm = time.time() - began
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    began, count = time.time(), 0
    while count < steps and time.time() - began < limit:
        step()
        count += 1
    wait()
    seconds = (time.time() - began) / count
    memory = "-"
    if device == "cuda":
        free, total = torch.cuda.mem_get_info()
        memory = f"{(total - free) / 1e9:.2f} GB taken, {torch.cuda.max_memory_allocated() / 1e9:.2f} GB in tensors at most"
    return seconds, large.size(0) + small.size(0), memory, warm, count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--table")
    parser.add_argument("--small", action="store_true")
    args = parser.parse_args()
    c = SMALL if args.small else FULL
    for name, precision, compiled in [("bfloat16", torch.bfloat16, False), ("float32", torch.float32, False),
                                      ("float16", torch.float16, False), ("bfloat16", torch.bfloat16, True)]:
        way = "torch.compile" if compiled else "eager"
        try:
            seconds, images, memory, warm, count = measure(c, args.device, precision, compiled, 20, 10)
            figure = f"{seconds * 1e3:.1f} ms, {images / seconds:.0f} images/s, {memory}"
            how = f"mean of {count} in a row after 3 that took {warm:.1f} s; without drop-path, transfer and the tasks' own losses"
        except Exception as error:  # the table shows whatever it is
            figure, how = f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}", "failed"
        row = f"| plain PyTorch {torch.__version__}, {way}, {name}, the same shapes | {figure} | {how} |"
        print(row, flush=True)
        if args.table:
            with open(args.table, "a") as rows:
                rows.write(row + "\n")
        if args.device == "cuda":
            torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
