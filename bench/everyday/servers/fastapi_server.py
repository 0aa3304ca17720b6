"""FastAPI on uvicorn (uvloop, httptools) with asyncpg: the two requests as REST, with the same token."""
import os
import time
from datetime import datetime
from uuid import UUID

import asyncpg
import jwt
import uvicorn
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel

public_key = load_pem_public_key(os.environ["BENCH_PUBLIC_KEY"].encode())
columns = 'id, username, email, full_name AS "fullName", role, created_at AS "createdAt"'


class Me(BaseModel):
    id: UUID
    username: str
    email: str
    role: str


class User(Me):
    fullName: str | None
    createdAt: datetime


async def open_pool():
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10)


app = FastAPI(on_startup=[open_pool])


async def caller(request: Request):
    """The verified claims of the token; no session is looked up."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        return jwt.decode(token, public_key, algorithms=["ES256"])
    except jwt.InvalidTokenError:
        raise HTTPException(401)


async def administrator(claims=Depends(caller)):
    if claims["role"] != "ADMIN":
        raise HTTPException(403)


@app.get("/me", response_model=Me)
async def me(claims=Depends(caller)):
    return dict(await app.state.pool.fetchrow(f"SELECT {columns} FROM users WHERE id = $1", UUID(claims["sub"])))


@app.get("/users", response_model=list[User], dependencies=[Depends(administrator)])
async def users(first: int):
    order = "ORDER BY created_at DESC, id DESC LIMIT $1"
    rows = await app.state.pool.fetch(f"SELECT {columns} FROM users WHERE deleted_at IS NULL {order}", first)
    return [dict(row) for row in rows]


@app.get("/processor-time")
async def processor_time():
    return {"micros": time.process_time_ns() // 1000}


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        port = self.servers[0].sockets[0].getsockname()[1]
        print(f"ready at http://127.0.0.1:{port}", flush=True)


Server(uvicorn.Config(app, host="127.0.0.1", port=0, loop="uvloop", http="httptools", access_log=False)).run()
